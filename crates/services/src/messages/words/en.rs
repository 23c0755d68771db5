//! English. The letters of an SMS are those of GSM 03.38: no typographic quotes, or the message would cost twice.

use super::Words;

/// Under every e-mail.
pub const CLOSING: &str =
    "Everything is free. Nobody may ask you for money, for your code or for your password.

Mon Damane
{fund}
{portal}
";
/// Last in every e-mail of a demonstration.
pub const DEMONSTRATION: &str = "Demonstration: fictional fund, invented data.";

/// A code for a device that is new.
pub const SIGN_IN_CODE: Words = Words {
    sms: "Mon Damane: {code} is your code to sign in on a new device. It is good for 10 minutes. Give it to nobody, not even to an officer of the fund.",
    subject: "Your code to sign in",
    text: "Your code to sign in on a new device:

{code}

It is good for 10 minutes. Give it to nobody, not even to an officer of the fund. If you are not signing in, somebody knows your password: change it.",
};

/// A code that proves the phone of someone who opens an account.
pub const SIGN_UP_CODE: Words = Words {
    sms: "Mon Damane: {code} is your code to open an account. It is good for 10 minutes. Give it to nobody. Did not ask? Ignore this message.",
    subject: "Your code to open an account",
    text: "Your code to open an account:

{code}

It is good for 10 minutes. Give it to nobody. If you did not ask for it, ignore this message: nothing opens without the code.",
};

/// A code that confirms a sensitive change.
pub const CONFIRMATION_CODE: Words = Words {
    sms: "Mon Damane: {code} is your code to confirm an important change to your account. It is good for 10 minutes. Give it to nobody, not even to an officer of the fund.",
    subject: "Your code to confirm a change",
    text: "Your code to confirm an important change to your account:

{code}

It is good for 10 minutes. Give it to nobody, not even to an officer of the fund. If this is not you, call the fund: {phone}",
};

/// A code that proves a new mobile or e-mail.
pub const DETAIL_CODE: Words = Words {
    sms: "Mon Damane: {code} is your code to confirm this number. It is good for 10 minutes. Did not ask? Ignore this message.",
    subject: "Your code to confirm this address",
    text: "Your code to confirm this address:

{code}

It is good for 10 minutes. Give it to nobody. If you did not ask for it, ignore this message: nothing changes without the code.",
};

/// A link to choose a new password.
pub const RECOVERY_LINK: Words = Words {
    sms: "Mon Damane: to choose a new password (link good for 10 minutes, once): {link} Did not ask? Ignore this message.",
    subject: "Choose a new password",
    text: "To choose a new password, open this link:

{link}

It is good for 30 minutes and works once. If you did not ask for it, ignore this message: your password stays as it is.",
};

/// The account is open.
pub const ACCOUNT_OPENED: Words = Words {
    sms: "Mon Damane: your account is open. Not you? Call the fund: {phone}",
    subject: "Your account is open",
    text: "Your Mon Damane account is open. If you did not open it, call the fund: {phone}",
};

/// The password was changed.
pub const PASSWORD_CHANGED: Words = Words {
    sms: "Mon Damane: your password has changed and the other sessions are closed. Not you? Call the fund: {phone}",
    subject: "Your password has changed",
    text: "The password of your account has changed. The other sessions are closed.

If this was not you, call the fund: {phone}",
};

/// A device was trusted.
pub const DEVICE_ADDED: Words = Words {
    sms: "Mon Damane: your account is open on a new device. Not you? Remove the device in My account and call the fund: {phone}",
    subject: "A new device",
    text: "Your account was opened on a new device. Your devices are listed in “My account”.

If this was not you, remove the device, change your password and call the fund: {phone}",
};

/// A renewal token came twice.
pub const SESSION_STOLEN: Words = Words {
    sms: "Mon Damane: a session of your account was closed because a copy of its keys was used. Sign in again and check your devices. In doubt? Call the fund: {phone}",
    subject: "A session was closed for your safety",
    text: "A session of your account was closed: a copy of its keys was used. Sign in again, check the list of your devices in “My account”, and change your password if one of them is not yours.

In doubt? Call the fund: {phone}",
};

/// A way to sign in was added.
pub const FACTOR_ADDED: Words = Words {
    sms: "Mon Damane: a way to sign in was added to your account. Not you? Call the fund: {phone}",
    subject: "A way to sign in was added",
    text: "A way to sign in (authenticator app, recovery codes or passkey) was added to your account.

If this was not you, remove it in “My account”, change your password and call the fund: {phone}",
};

/// A way to sign in was taken away.
pub const FACTOR_REMOVED: Words = Words {
    sms: "Mon Damane: a way to sign in was removed from your account. Not you? Call the fund: {phone}",
    subject: "A way to sign in was removed",
    text: "A way to sign in (authenticator app, recovery codes or passkey) was removed from your account.

If this was not you, change your password and call the fund: {phone}",
};

/// A change of details was asked for.
pub const DETAIL_CHANGE_ASKED: Words = Words {
    sms: "Mon Damane: a change of phone, e-mail or bank account was asked for and takes effect in 72 hours. Not you? Withdraw it in My account and call the fund: {phone}",
    subject: "A change of your details was asked for",
    text:
        "A change of phone, e-mail or bank account was asked for in your account. It takes effect in 72 hours.

If this was not you, withdraw it in “My account”, change your password and call the fund: {phone}",
};

/// A change of details holds.
pub const DETAIL_CHANGED: Words = Words {
    sms: "Mon Damane: the change of phone, e-mail or bank account asked for in your account has taken effect. Not you? Call the fund: {phone}",
    subject: "Your details have changed",
    text: "The change of phone, e-mail or bank account asked for in your account has taken effect.

If this was not you, call the fund: {phone}",
};

/// The account was closed.
pub const ACCOUNT_CLOSED: Words = Words {
    sms: "Mon Damane: your account is closed. Your rights stay whole. Not you? Call the fund: {phone}",
    subject: "Your account is closed",
    text: "Your Mon Damane account is closed. Your rights stay whole: your file at the fund does not change, and you can open an account again.

If this was not you, call the fund: {phone}",
};

pub const CLAIM_CHANGED: Words = Words {
    sms: "Mon Damane: there is news in your file. Open the app to read it.",
    subject: "News in your file",
    text: "There is news in one of your files at the fund. Open Mon Damane to read it.",
};

/// A claim waits for its person, with a last day.
pub const ANSWER_AWAITED: Words = Words {
    sms: "Mon Damane: one of your files waits for your answer, with a last day. Open the app.",
    subject: "A file waits for your answer",
    text: "One of your files at the fund waits for your answer, with a last day. Open Mon Damane to read what is asked, and until when.",
};

/// The fund revoked a certificate.
pub const CERTIFICATE_REVOKED: Words = Words {
    sms: "Mon Damane: the fund has revoked one of your certificates. Whoever checks it is told. See it in the app. Questions? {phone}",
    subject: "A certificate was revoked",
    text: "The fund has revoked one of your certificates. Whoever checks it is told so from now on. Do not hand it out any more.

You see which one in Mon Damane, under Certificates. Questions? Call the fund: {phone}",
};

/// What a certificate states was corrected.
pub const CERTIFICATE_OUTDATED: Words = Words {
    sms: "Mon Damane: what one of your certificates states was corrected. It counts no more: ask for a new one in the app, free of charge.",
    subject: "A certificate is out of date",
    text: "What one of your certificates states was corrected in your file. It counts no more, and whoever checks it is told so.

Ask for a new one in Mon Damane, free of charge. Questions? Call the fund: {phone}",
};
