//! Someone opening or recovering an account, in one call each.

use super::{DEVICE, TestFund};
use damane_domain::account::BlockedCase;
use damane_domain::ids::{Cin, Mobile, PersonId, RegistrationNumber};
use damane_domain::person::{Person, PersonName};
use damane_services::{
    ClientKind, CodeSent, OpenedSession, OutboxMessage, RecoveryAttempt, RecoveryChannel, ServiceError,
    SignUpAttempt, SignUpStep,
};
use damane_storage::{accounts, register};
use std::net::IpAddr;

pub const NEW_PASSWORD: &str = "quatre chats sur le toit";
pub const EMAIL: &str = "Younes.Idrissi@example.com";

pub fn here() -> IpAddr {
    "192.0.2.7".parse().unwrap()
}

/// Younes, of whom the register knows everything and who has no account.
pub fn younes() -> SignUpAttempt<'static> {
    SignUpAttempt {
        registration_number: "190 000 040",
        cin: "xa 104883",
        email: EMAIL,
        mobile: "06 12 34 56 73",
        language: "fr",
        client: ClientKind::App,
        device: Some(DEVICE),
        device_name: Some("téléphone"),
        address: here(),
    }
}

impl TestFund {
    /// Messages of exactly now, whoever they went to.
    pub async fn messages_now(&self) -> Vec<OutboxMessage> {
        let now = self.now();
        let all = self.outbox().await.unwrap();
        all.into_iter().filter(|message| message.created_at == now).collect()
    }

    /// The code or link that was sent just now, and where to.
    pub async fn secret_now(&self) -> (String, String) {
        let mut messages = self.messages_now().await;
        assert_eq!(messages.len(), 1, "{messages:?}");
        let message = messages.remove(0);
        (message.code.unwrap(), message.to.as_str().to_owned())
    }

    /// A sign-up begun: what was answered, and the code.
    pub async fn begun(&self, attempt: SignUpAttempt<'_>) -> (CodeSent, String) {
        self.wait(1);
        let sent = self.start_sign_up(attempt).await.unwrap();
        let (code, to) = self.secret_now().await;
        assert_eq!(to, Mobile::parse(attempt.mobile).unwrap().as_str(), "to the mobile that was typed");
        (sent, code)
    }

    /// What comes after the phone of an attempt is proved.
    pub async fn proved(&self, attempt: SignUpAttempt<'_>) -> (String, SignUpStep) {
        let (sent, code) = self.begun(attempt).await;
        let step = self.prove_phone(&sent.sign_up_id, &code, here()).await.unwrap();
        (sent.sign_up_id, step)
    }

    /// Why an attempt is blocked, once its phone is proved. The mobile may be used again at once after it.
    pub async fn blocked(&self, attempt: SignUpAttempt<'_>) -> BlockedCase {
        let (id, step) = self.proved(attempt).await;
        let SignUpStep::Blocked(case) = step else { panic!("{step:?}") };
        let after = self.choose_password(&id, NEW_PASSWORD).await;
        assert!(matches!(after, Err(ServiceError::CodeRefused)), "nothing more comes of it: {after:?}");
        self.wait(3_600);
        case
    }

    /// A person who signed up.
    pub async fn signed_up(&self, attempt: SignUpAttempt<'_>) -> OpenedSession {
        let (id, step) = self.proved(attempt).await;
        assert!(matches!(step, SignUpStep::ChoosePassword { .. }), "{step:?}");
        self.wait(1);
        self.choose_password(&id, NEW_PASSWORD).await.unwrap()
    }

    /// Asks for a link and has links made; gives the messages that came of it.
    pub async fn links(&self, number: &str, cin: &str, channel: RecoveryChannel) -> Vec<OutboxMessage> {
        self.wait(1);
        let attempt = RecoveryAttempt { registration_number: number, cin, channel, address: here() };
        self.ask_recovery(attempt).await.unwrap();
        // The fund's own pass may have been first.
        self.make_links().await.unwrap();
        self.messages_now().await
    }

    /// A link's token, sent just now.
    pub async fn link(&self, number: &str, cin: &str, channel: RecoveryChannel) -> String {
        let mut messages = self.links(number, cin, channel).await;
        assert_eq!(messages.len(), 1, "{messages:?}");
        messages.remove(0).code.unwrap()
    }

    /// Someone else in the register.
    pub async fn register_person(&self, id: i64, person: Person) {
        let store = self.store().await;
        let mut tx = store.begin().await.unwrap();
        register::put_people(&mut tx, &[(PersonId(id), person)], self.now()).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
    }

    /// What is kept of the account of a number.
    pub async fn kept_account(&self, number: &str) -> accounts::Account {
        let store = self.store().await;
        let number = RegistrationNumber::parse(number).unwrap();
        let found = accounts::find_account(&mut store.read().await.unwrap(), &number).await.unwrap();
        store.close().await;
        found.unwrap()
    }
}

/// Someone of the register.
pub fn registered(number: &str, cin: &str, mobile: Option<&str>) -> Person {
    Person {
        registration_number: RegistrationNumber::parse(number).unwrap(),
        cin: Cin::parse(cin).unwrap(),
        name: PersonName {
            latin: "YOUNES EL OUARDI".to_owned(), arabic: "نعيمة الوردي".to_owned()
        },
        birth_date: "1986-04-12".parse().unwrap(),
        mobile: mobile.map(|mobile| Mobile::parse(mobile).unwrap()),
        rib: None,
        dependants: 0,
    }
}
