//! French. The letters of an SMS are those of GSM 03.38: no ê, ç, « or ’, or the message would cost twice.

use super::Words;

/// Under every e-mail.
pub const CLOSING: &str =
    "Tout est gratuit. Personne ne doit vous demander d’argent, ni votre code, ni votre mot de passe.

Mon Damane
{fund}
{portal}
";
/// Last in every e-mail of a demonstration.
pub const DEMONSTRATION: &str = "Démonstration : fonds fictif, données inventées.";

/// A code for a device that is new.
pub const SIGN_IN_CODE: Words = Words {
    sms: "Mon Damane : {code} est votre code pour vous connecter sur un nouvel appareil. Il est valable 10 minutes. Ne le donnez à personne, agent du fonds compris.",
    subject: "Votre code de connexion",
    text: "Votre code pour vous connecter sur un nouvel appareil :

{code}

Il est valable 10 minutes. Ne le donnez à personne, pas même à un agent du fonds. Si vous n’essayez pas de vous connecter, quelqu’un connaît votre mot de passe : changez-le.",
};

/// A code that proves the phone of someone who opens an account.
pub const SIGN_UP_CODE: Words = Words {
    sms: "Mon Damane : {code} est votre code pour ouvrir un compte. Il est valable 10 minutes. Ne le donnez à personne. Rien demandé ? Ignorez ce message.",
    subject: "Votre code pour ouvrir un compte",
    text: "Votre code pour ouvrir un compte :

{code}

Il est valable 10 minutes. Ne le donnez à personne. Si vous n’avez rien demandé, ignorez ce message : sans ce code, rien ne s’ouvre.",
};

/// A code that confirms a sensitive change.
pub const CONFIRMATION_CODE: Words = Words {
    sms: "Mon Damane : {code} est votre code pour confirmer un changement important de votre compte. Il est valable 10 minutes. Ne le donnez à personne, agent du fonds compris.",
    subject: "Votre code de confirmation",
    text: "Votre code pour confirmer un changement important de votre compte :

{code}

Il est valable 10 minutes. Ne le donnez à personne, pas même à un agent du fonds. Si ce n’est pas vous, appelez le fonds : {phone}",
};

/// A code that proves a new mobile or e-mail.
pub const DETAIL_CODE: Words = Words {
    sms: "Mon Damane : {code} est votre code pour confirmer ce numéro. Il est valable 10 minutes. Rien demandé ? Ignorez ce message.",
    subject: "Votre code pour confirmer cette adresse",
    text: "Votre code pour confirmer cette adresse :

{code}

Il est valable 10 minutes. Ne le donnez à personne. Si vous n’avez rien demandé, ignorez ce message : sans ce code, rien ne change.",
};

/// A link to choose a new password.
pub const RECOVERY_LINK: Words = Words {
    sms: "Mon Damane : pour choisir un nouveau mot de passe (lien valable 10 minutes, une fois) : {link} Rien demandé ? Ignorez ce message.",
    subject: "Choisir un nouveau mot de passe",
    text: "Pour choisir un nouveau mot de passe, ouvrez ce lien :

{link}

Il est valable 30 minutes et sert une seule fois. Si vous n’avez rien demandé, ignorez ce message : votre mot de passe ne change pas.",
};

/// The account is open.
pub const ACCOUNT_OPENED: Words = Words {
    sms: "Mon Damane : votre compte est ouvert. Ce n'est pas vous ? Appelez le fonds : {phone}",
    subject: "Votre compte est ouvert",
    text: "Votre compte Mon Damane est ouvert. Si ce n’est pas vous qui l’avez ouvert, appelez le fonds : {phone}",
};

/// The password was changed.
pub const PASSWORD_CHANGED: Words = Words {
    sms: "Mon Damane : votre mot de passe a changé, les autres sessions sont fermées. Ce n'est pas vous ? Appelez le fonds : {phone}",
    subject: "Votre mot de passe a changé",
    text: "Le mot de passe de votre compte a changé. Les autres sessions sont fermées.

Si ce n’est pas vous, appelez le fonds : {phone}",
};

/// A device was trusted.
pub const DEVICE_ADDED: Words = Words {
    sms: "Mon Damane : votre compte est ouvert sur un nouvel appareil. Ce n'est pas vous ? Retirez cet appareil dans Mon compte et appelez le fonds : {phone}",
    subject: "Un nouvel appareil",
    text: "Votre compte a été ouvert sur un nouvel appareil. Vos appareils sont dans « Mon compte ».

Si ce n’est pas vous, retirez cet appareil, changez votre mot de passe et appelez le fonds : {phone}",
};

/// A renewal token came twice.
pub const SESSION_STOLEN: Words = Words {
    sms: "Mon Damane : une session de votre compte a été fermée, car une copie de ses clés a servi. Reconnectez-vous et vérifiez vos appareils. Un doute ? Appelez le fonds : {phone}",
    subject: "Une session a été fermée par sécurité",
    text: "Une session de votre compte a été fermée : une copie de ses clés a servi. Reconnectez-vous, vérifiez la liste de vos appareils dans « Mon compte » et changez votre mot de passe si l’un d’eux n’est pas à vous.

Un doute ? Appelez le fonds : {phone}",
};

/// A way to sign in was added.
pub const FACTOR_ADDED: Words = Words {
    sms: "Mon Damane : un moyen de connexion est ajouté à votre compte. Ce n'est pas vous ? Appelez le fonds : {phone}",
    subject: "Un moyen de connexion est ajouté",
    text: "Un moyen de connexion (application de codes, codes de secours ou clé d’accès) est ajouté à votre compte.

Si ce n’est pas vous, retirez-le dans « Mon compte », changez votre mot de passe et appelez le fonds : {phone}",
};

/// A way to sign in was taken away.
pub const FACTOR_REMOVED: Words = Words {
    sms: "Mon Damane : un moyen de connexion est retiré de votre compte. Ce n'est pas vous ? Appelez le fonds : {phone}",
    subject: "Un moyen de connexion est retiré",
    text: "Un moyen de connexion (application de codes, codes de secours ou clé d’accès) est retiré de votre compte.

Si ce n’est pas vous, changez votre mot de passe et appelez le fonds : {phone}",
};

/// A change of details was asked for.
pub const DETAIL_CHANGE_ASKED: Words = Words {
    sms: "Mon Damane : un changement de téléphone, d'e-mail ou de RIB est demandé, il aura effet dans 72 heures. Ce n'est pas vous ? Annulez-le dans Mon compte et appelez le fonds : {phone}",
    subject: "Un changement de vos coordonnées est demandé",
    text: "Un changement de téléphone, d’e-mail ou de RIB est demandé dans votre compte. Il aura effet dans 72 heures.

Si ce n’est pas vous, annulez-le dans « Mon compte », changez votre mot de passe et appelez le fonds : {phone}",
};

/// A change of details holds.
pub const DETAIL_CHANGED: Words = Words {
    sms: "Mon Damane : le changement de téléphone, d'e-mail ou de RIB demandé dans votre compte a pris effet. Ce n'est pas vous ? Appelez le fonds : {phone}",
    subject: "Vos coordonnées ont changé",
    text: "Le changement de téléphone, d’e-mail ou de RIB demandé dans votre compte a pris effet.

Si ce n’est pas vous, appelez le fonds : {phone}",
};

/// The account was closed.
pub const ACCOUNT_CLOSED: Words = Words {
    sms: "Mon Damane : votre compte est fermé. Vos droits restent entiers. Ce n'est pas vous ? Appelez le fonds : {phone}",
    subject: "Votre compte est fermé",
    text: "Votre compte Mon Damane est fermé. Vos droits restent entiers : votre dossier au fonds ne change pas, et vous pourrez ouvrir un compte de nouveau.

Si ce n’est pas vous, appelez le fonds : {phone}",
};

pub const CLAIM_CHANGED: Words = Words {
    sms: "Mon Damane : il y a du nouveau dans votre dossier. Ouvrez l'application pour le lire.",
    subject: "Du nouveau dans votre dossier",
    text: "Il y a du nouveau dans l’un de vos dossiers au fonds. Ouvrez Mon Damane pour le lire.",
};

/// A claim waits for its person, with a last day.
pub const ANSWER_AWAITED: Words = Words {
    sms: "Mon Damane : un de vos dossiers attend votre réponse, avec un dernier jour. Ouvrez l'application.",
    subject: "Un dossier attend votre réponse",
    text: "L’un de vos dossiers au fonds attend votre réponse, avec un dernier jour. Ouvrez Mon Damane pour lire ce qui est demandé, et jusqu’à quand.",
};

/// The fund revoked a certificate.
pub const CERTIFICATE_REVOKED: Words = Words {
    sms: "Mon Damane : le fonds a annulé une de vos attestations. Qui la vérifie le saura. Voyez laquelle dans l'application. Questions : {phone}",
    subject: "Une attestation est annulée",
    text: "Le fonds a annulé une de vos attestations. Qui la vérifie le saura désormais. Ne la remettez plus à personne.

Vous voyez laquelle dans Mon Damane, sous Attestations. Une question ? Appelez le fonds : {phone}",
};

/// What a certificate states was corrected.
pub const CERTIFICATE_OUTDATED: Words = Words {
    sms: "Mon Damane : ce qu'indique une de vos attestations a changé. Elle ne vaut plus. Demandez-en une nouvelle, gratuite, dans l'application.",
    subject: "Une attestation n’est plus à jour",
    text: "Ce qu’indique une de vos attestations a été corrigé dans votre dossier. Elle ne vaut plus, et qui la vérifie le saura.

Demandez-en une nouvelle dans Mon Damane, gratuitement. Une question ? Appelez le fonds : {phone}",
};
