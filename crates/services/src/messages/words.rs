//! What a message says: by template, language and way. Nothing private: who reads it over a shoulder learns that there is
//! an account, and no more.

mod ar;
mod en;
mod fr;

use super::Template;
use damane_domain::fund::FundProfile;
use damane_storage::messages::Channel;

/// The words of one template in one language. `{code}`, `{link}` and `{phone}` stand for what is filled in.
pub struct Words {
    /// The whole SMS.
    pub sms: &'static str,
    /// An e-mail's subject. It never holds the code: subjects are shown on locked screens.
    pub subject: &'static str,
    /// An e-mail's text, above what stands under every one.
    pub text: &'static str,
}

/// A language we have words in; French, which every office reads, for one we have none in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Arabic,
    French,
    English,
}

impl Language {
    /// Reads `ar`, `fr`, `en`.
    pub fn of(code: &str) -> Self {
        match code {
            "ar" => Self::Arabic,
            "en" => Self::English,
            _ => Self::French,
        }
    }

    /// Its code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::French => "fr",
            Self::English => "en",
        }
    }
}

/// A message as it is read.
pub struct Composed {
    /// An e-mail's subject; empty for an SMS.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Words a message. `secret` is the code or the link's token, or what stands where one was.
pub fn compose(
    template: Template,
    language: Language,
    channel: Channel,
    secret: &str,
    fund: &FundProfile,
) -> Composed {
    let words = words(template, language);
    let fill = |text: &str| {
        let text = text.replace("{phone}", &phone(&fund.phone, language));
        // Last, so that nothing is looked for in what a stranger cannot choose anyway.
        text.replace("{link}", &recovery_link(fund, secret)).replace("{code}", secret)
    };
    match channel {
        Channel::Sms => Composed { subject: String::new(), text: fill(words.sms) },
        Channel::Email => {
            let text = format!("{}\n\n{}", fill(words.text), closing(language, fund));
            let app = if language == Language::Arabic { "ضماني" } else { "Mon Damane" };
            Composed { subject: format!("{app} · {}", words.subject), text }
        }
    }
}

/// Where a new password is chosen. The token stands in the fragment, which no browser sends to a server.
pub fn recovery_link(fund: &FundProfile, token: &str) -> String {
    format!("{}/recover#{token}", fund.portal_url.trim_end_matches('/'))
}

fn closing(language: Language, fund: &FundProfile) -> String {
    let (closing, demonstration, name) = match language {
        Language::Arabic => (ar::CLOSING, ar::DEMONSTRATION, &fund.name.ar),
        Language::French => (fr::CLOSING, fr::DEMONSTRATION, &fund.name.fr),
        Language::English => (en::CLOSING, en::DEMONSTRATION, &fund.name.en),
    };
    let closing = closing.replace("{fund}", name).replace("{portal}", &fund.portal_url);
    if fund.demonstration { format!("{closing}\n{demonstration}\n") } else { closing }
}

/// A telephone number without the blanks that would part it. Among Arabic letters it starts with a left-to-right mark,
/// or its plus sign would stand on the wrong side.
fn phone(phone: &str, language: Language) -> String {
    let bare: String = phone.chars().filter(|letter| !letter.is_whitespace()).collect();
    if language == Language::Arabic { format!("\u{200e}{bare}") } else { bare }
}

const fn words(template: Template, language: Language) -> Words {
    let [ar, fr, en] = match template {
        Template::SignInCode => [ar::SIGN_IN_CODE, fr::SIGN_IN_CODE, en::SIGN_IN_CODE],
        Template::SignUpCode => [ar::SIGN_UP_CODE, fr::SIGN_UP_CODE, en::SIGN_UP_CODE],
        Template::ConfirmationCode => [ar::CONFIRMATION_CODE, fr::CONFIRMATION_CODE, en::CONFIRMATION_CODE],
        Template::DetailCode => [ar::DETAIL_CODE, fr::DETAIL_CODE, en::DETAIL_CODE],
        Template::RecoveryLink => [ar::RECOVERY_LINK, fr::RECOVERY_LINK, en::RECOVERY_LINK],
        Template::AccountOpened => [ar::ACCOUNT_OPENED, fr::ACCOUNT_OPENED, en::ACCOUNT_OPENED],
        Template::PasswordChanged => [ar::PASSWORD_CHANGED, fr::PASSWORD_CHANGED, en::PASSWORD_CHANGED],
        Template::DeviceAdded => [ar::DEVICE_ADDED, fr::DEVICE_ADDED, en::DEVICE_ADDED],
        Template::SessionStolen => [ar::SESSION_STOLEN, fr::SESSION_STOLEN, en::SESSION_STOLEN],
        Template::FactorAdded => [ar::FACTOR_ADDED, fr::FACTOR_ADDED, en::FACTOR_ADDED],
        Template::FactorRemoved => [ar::FACTOR_REMOVED, fr::FACTOR_REMOVED, en::FACTOR_REMOVED],
        Template::DetailChangeAsked => {
            [ar::DETAIL_CHANGE_ASKED, fr::DETAIL_CHANGE_ASKED, en::DETAIL_CHANGE_ASKED]
        }
        Template::DetailChanged => [ar::DETAIL_CHANGED, fr::DETAIL_CHANGED, en::DETAIL_CHANGED],
        Template::AccountClosed => [ar::ACCOUNT_CLOSED, fr::ACCOUNT_CLOSED, en::ACCOUNT_CLOSED],
        Template::ClaimChanged => [ar::CLAIM_CHANGED, fr::CLAIM_CHANGED, en::CLAIM_CHANGED],
        Template::AnswerAwaited => [ar::ANSWER_AWAITED, fr::ANSWER_AWAITED, en::ANSWER_AWAITED],
        Template::CertificateRevoked => {
            [ar::CERTIFICATE_REVOKED, fr::CERTIFICATE_REVOKED, en::CERTIFICATE_REVOKED]
        }
        Template::CertificateOutdated => {
            [ar::CERTIFICATE_OUTDATED, fr::CERTIFICATE_OUTDATED, en::CERTIFICATE_OUTDATED]
        }
    };
    match language {
        Language::Arabic => ar,
        Language::French => fr,
        Language::English => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "12345678";
    /// 256 bits in base64url.
    const TOKEN: &str = "q7dWm0nV2cJx4Yk9-LtPz_aB3eRfGhIjKlMnOpQrStU";
    /// GSM 03.38's letters that cost one septet; those of its extension table are not used.
    const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                       ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    fn fund() -> FundProfile {
        let text = "demonstration = true\nissuer = \"damane.example\"\nverification_host = \"damane.example\"\n\
                    portal_url = \"https://portail.damane.example\"\nphone = \"+212 5 00 00 00 00\"\n[name]\n\
                    ar = \"الصندوق\"\nfr = \"Le fonds\"\nen = \"The fund\"\n";
        FundProfile::from_toml(text).unwrap()
    }

    fn every_message(look: impl Fn(Template, Language, Channel, &Composed, &str)) {
        for template in Template::ALL {
            for language in [Language::Arabic, Language::French, Language::English] {
                for channel in [Channel::Sms, Channel::Email] {
                    let secret = if template == Template::RecoveryLink { TOKEN } else { CODE };
                    let message = compose(template, language, channel, secret, &fund());
                    look(template, language, channel, &message, secret);
                }
            }
        }
    }

    #[test]
    fn every_sms_fits_two_short_messages() {
        every_message(|template, language, channel, message, _| {
            if channel == Channel::Email {
                return;
            }
            // Two concatenated parts hold 2 × 67 letters of UCS-2 or 2 × 153 of GSM 03.38.
            let units = message.text.encode_utf16().count();
            let text = &message.text;
            if language == Language::Arabic {
                assert!(units <= 134, "{template:?}: {units} units: {text}");
            } else {
                let foreign: String = text.chars().filter(|letter| !GSM.contains(*letter)).collect();
                assert!(foreign.is_empty(), "{template:?}: {foreign} is no letter of GSM: {text}");
                assert!(units <= 306, "{template:?}: {units} units: {text}");
            }
        });
    }

    #[test]
    fn a_message_says_its_secret_once_and_one_without_says_none() {
        use Template::{ConfirmationCode, DetailCode, RecoveryLink, SignInCode, SignUpCode};
        every_message(|template, _, _, message, secret| {
            let holds =
                [SignInCode, SignUpCode, ConfirmationCode, DetailCode, RecoveryLink].contains(&template);
            assert_eq!(message.text.matches(secret).count(), usize::from(holds), "{}", message.text);
            assert!(!message.subject.contains(secret), "subjects are shown on locked screens");
            let link = "https://portail.damane.example/recover#";
            assert_eq!(message.text.contains(link), template == RecoveryLink, "{}", message.text);
        });
    }

    #[test]
    fn nothing_is_left_to_fill_in_and_an_email_has_a_subject_and_names_the_fund() {
        every_message(|_, language, channel, message, _| {
            let (subject, text) = (&message.subject, &message.text);
            assert!(!subject.contains(['{', '}']) && !text.contains(['{', '}']), "{subject}: {text}");
            assert!(
                text.starts_with(if language == Language::Arabic { 'ض' } else { 'M' })
                    || channel == Channel::Email
            );
            let name = [
                ("الصندوق", Language::Arabic),
                ("Le fonds", Language::French),
                ("The fund", Language::English),
            ];
            let (name, _) = name.into_iter().find(|(_, of)| *of == language).unwrap();
            if channel == Channel::Email {
                assert!(subject.chars().count() > 10 && subject.chars().count() < 70, "{subject}");
                assert!(text.contains(name) && text.contains("https://portail.damane.example\n"), "{text}");
            } else {
                assert!(subject.is_empty());
            }
        });
    }

    /// What could name a person or say something of their file has a digit or a name in it; nothing but the fund, its own
    /// number and the figures of our rules may.
    #[test]
    fn nothing_private_stands_in_a_message() {
        every_message(|_, _, _, message, secret| {
            let said = format!("{}\n{}", message.subject, message.text);
            let said = said.replace(secret, "").replace("+212500000000", "");
            let figures =
                said.split(|letter: char| !letter.is_ascii_digit()).filter(|figure| !figure.is_empty());
            for figure in figures {
                assert!(["10", "30", "72"].contains(&figure), "{figure}: {said}");
            }
        });
    }

    #[test]
    fn every_template_has_words_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        let mut count = 0;
        for template in Template::ALL {
            for language in [Language::Arabic, Language::French, Language::English] {
                let words = words(template, language);
                for text in [words.sms, words.subject, words.text] {
                    count += 1;
                    assert!(seen.insert(text), "twice: {text}");
                }
            }
        }
        assert_eq!(count, Template::ALL.len() * 3 * 3);
    }

    #[test]
    fn a_language_we_have_no_words_in_is_answered_in_french() {
        assert_eq!(Language::of("tzm"), Language::French);
        for code in ["ar", "fr", "en"] {
            assert_eq!(Language::of(code).code(), code);
        }
    }
}
