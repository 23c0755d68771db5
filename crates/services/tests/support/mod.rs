//! A fund of four people in a temporary folder, with a clock that is set and chance that repeats.

#![allow(dead_code, unused_imports, reason = "each test file uses its part")]

mod device_key;

pub use device_key::DeviceKey;

pub mod authenticator;
pub mod claims;
pub mod losses;
pub mod officers;
pub mod people;
pub mod totp;

use damane_domain::fund::{FundProfile, Trilingual};
use damane_domain::ids::{Cin, Email, Mobile, PersonId, RegistrationNumber};
use damane_domain::money::Money;
use damane_domain::month::Month;
use damane_domain::person::{Person, PersonName};
use damane_domain::situation::Situation;
use damane_domain::time::Timestamp;
use damane_services::{
    Chance, ClientKind, Clock, ConfirmedSession, Factor, Fund, OpenedSession, OutboxMessage, Ports,
    SecondStep, ServiceError, Session, SignIn, SignInAttempt, make_fund,
};
use damane_storage::career::{DeclarationFile, FileKey, NumberedLine};
use damane_storage::{Store, accounts, audit, career, register, sqlite_url};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sqlx::Connection as _;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

pub const PASSWORD: &str = "zellige-bleu-2026";
/// Employed today.
pub const EMPLOYED: &str = "190000010";
/// Employed today, too.
pub const OTHER: &str = "190000020";
/// Not declared for a year.
pub const INACTIVE: &str = "190000030";
/// Registered, employed, without an account.
pub const NO_ACCOUNT: &str = "190000040";
pub const DEVICE: &str = "0123456789abcdef0123456789abcdef";
pub const NEW_DEVICE: &str = "fedcba9876543210fedcba9876543210";

pub struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

struct Seeded(Mutex<ChaCha20Rng>);

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap().fill_bytes(bytes);
    }
}

pub struct TestFund {
    pub folder: TempDir,
    pub clock: Arc<SetClock>,
    ports: Ports,
    fund: Option<Arc<Fund>>,
}

impl std::ops::Deref for TestFund {
    type Target = Fund;
    fn deref(&self) -> &Fund {
        self.fund.as_ref().unwrap()
    }
}

impl TestFund {
    pub async fn new() -> Self {
        Self::with_limits("").await
    }

    /// `limits` are lines of `[limits]` in `portal.toml`.
    pub async fn with_limits(limits: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = Timestamp::parse_rfc3339("2026-11-21T10:42:07.250Z").unwrap();
        let clock = Arc::new(SetClock(AtomicI64::new(start.as_micros())));
        let chance = Arc::new(Seeded(Mutex::new(ChaCha20Rng::seed_from_u64(7))));
        let ports = Ports { clock: Arc::clone(&clock) as Arc<dyn Clock>, chance };
        make_fund(folder.path(), profile(), &ports).unwrap();
        std::fs::write(folder.path().join("portal.toml"), format!("[limits]\n{limits}\n")).unwrap();
        let mut made = Self { folder, clock, ports, fund: None };
        made.reopen().await;
        made.register().await;
        for number in [EMPLOYED, OTHER, INACTIVE] {
            let number = RegistrationNumber::parse(number).unwrap();
            assert!(made.open_account(&number, PASSWORD, "fr").await.unwrap());
        }
        made
    }

    /// The fund, as many tasks hold it.
    pub fn shared(&self) -> &Arc<Fund> {
        self.fund.as_ref().unwrap()
    }

    /// Its clock and chance, for another process on the same folder.
    pub fn ports(&self) -> Ports {
        self.ports.clone()
    }

    /// As after the process was ended and started again.
    pub async fn reopen(&mut self) {
        if let Some(fund) = self.fund.take() {
            fund.close().await;
        }
        self.fund = Some(Fund::open(self.folder.path(), self.ports.clone()).await.unwrap());
    }

    /// Other keys than every other test fund's, whose chance repeats.
    pub fn remake_keys(&self) {
        std::fs::remove_dir_all(self.folder.path().join("keys")).unwrap();
        make_fund(self.folder.path(), profile(), &self.ports).unwrap();
    }

    pub fn wait(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub fn set_time(&self, text: &str) {
        self.clock.0.store(Timestamp::parse_rfc3339(text).unwrap().as_micros(), Ordering::SeqCst);
    }

    pub async fn store(&self) -> Store {
        Store::open(&sqlite_url(&self.folder.path().join("damane.db")).unwrap()).await.unwrap()
    }

    async fn register(&self) {
        let people: Vec<_> =
            [(EMPLOYED, "NAÏMA"), (OTHER, "IDRISS"), (INACTIVE, "SALWA"), (NO_ACCOUNT, "YOUNES")]
                .iter()
                .enumerate()
                .map(|(at, (number, name))| (PersonId(1_000 + at as i64), person(number, name, at)))
                .collect();
        let store = self.store().await;
        let mut tx = store.begin().await.unwrap();
        register::put_people(&mut tx, &people, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        for month in ["2026-08", "2026-09", "2026-10"] {
            self.declare(month, "ATELIER ZERHOUN SARL", 1_000_004, &[EMPLOYED, OTHER, NO_ACCOUNT]).await;
        }
        self.declare("2025-10", "ATELIER ZERHOUN SARL", 1_000_004, &[INACTIVE]).await;
    }

    /// One file of an employer: 26 days for each of some people.
    pub async fn declare(&self, month: &str, employer_name: &str, employer: i64, numbers: &[&str]) {
        self.declare_days(month, employer_name, employer, numbers, 26).await;
    }

    /// The same, of so many days.
    pub async fn declare_days(
        &self,
        month: &str,
        employer_name: &str,
        employer: i64,
        numbers: &[&str],
        days: u8,
    ) {
        let store = self.store().await;
        let mut tx = store.begin().await.unwrap();
        self.add_month(&mut tx, month, (employer_name, employer), numbers, days).await;
        tx.commit().await.unwrap();
    }

    /// So many full months of one person, the last of them named.
    pub async fn declare_months(&self, last: &str, months: i32, number: &str) {
        let (store, last) = (self.store().await, Month::parse(last).unwrap());
        let mut tx = store.begin().await.unwrap();
        for back in (0..months).rev() {
            let month = last.plus(-back).to_string();
            self.add_month(&mut tx, &month, ("ATELIER ZERHOUN SARL", 1_000_004), &[number], 26).await;
        }
        tx.commit().await.unwrap();
    }

    async fn add_month(
        &self,
        tx: &mut damane_storage::Tx,
        month: &str,
        (employer_name, employer): (&str, i64),
        numbers: &[&str],
        days: u8,
    ) {
        let sequence = career::take_sequence(tx).await.unwrap();
        let key = FileKey { month: Month::parse(month).unwrap(), employer, category: 0, sequence };
        let mut digest = [0; 32];
        digest[..8].copy_from_slice(&sequence.to_be_bytes());
        let file = DeclarationFile {
            key,
            digest,
            bytes: 1_000,
            transfer_id: "00000000000001".to_owned(),
            employer_name: employer_name.to_owned(),
            lines: numbers.len() as u64,
            received_at: self.now(),
        };
        career::add_file(tx, &file).await.unwrap();
        let line = |(at, number): (usize, &&str)| NumberedLine {
            registration: number.parse().unwrap(),
            line: at as u64 + 1,
            days,
            salary: Money::centimes(518_640),
            capped_salary: Money::centimes(518_640),
            situation: Situation::Normal,
        };
        let lines: Vec<_> = numbers.iter().enumerate().map(line).collect();
        career::add_lines(tx, &key, &lines).await.unwrap();
    }

    /// Notes a person for a review, as the import of a corrected file does.
    pub async fn ask_review(&self, number: &str) {
        let (store, now) = (self.store().await, self.now());
        let mut tx = store.begin().await.unwrap();
        let number = number.parse().unwrap();
        damane_storage::certificates::ask_review(&mut tx, number, Timestamp::from_seconds(0), now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn attempt(&self, number: &str, password: &str, device: &str) -> Result<SignIn, ServiceError> {
        self.sign_in(attempt(number, password, Some(device))).await
    }

    /// A challenge on a device that is new: its id and its code.
    pub async fn challenge(&self, number: &str, device: &str) -> (String, String) {
        // Two messages of one instant have no order.
        self.wait(1);
        let SignIn::CodeNeeded { challenge_id, .. } = self.attempt(number, PASSWORD, device).await.unwrap()
        else {
            panic!("the device is known")
        };
        (challenge_id, self.latest_code().await)
    }

    /// A person signed in on a device that was new.
    pub async fn signed_in(&self, number: &str) -> (Session, OpenedSession) {
        let (challenge, code) = self.challenge(number, DEVICE).await;
        let opened = self.confirm_code(&challenge, &code).await.unwrap();
        let session = self.find_session(&opened.token).await.unwrap().unwrap();
        (session, opened)
    }

    /// The newest message with a code.
    pub async fn latest_code(&self) -> String {
        let messages = self.outbox().await.unwrap();
        messages.into_iter().find_map(|message| message.code).expect("a message carries a code")
    }

    /// The messages written since a moment, newest first.
    pub async fn told_since(&self, since: Timestamp) -> Vec<OutboxMessage> {
        let messages = self.outbox().await.unwrap();
        messages.into_iter().filter(|message| message.created_at > since).collect()
    }

    /// Where messages went since a moment, in order.
    pub async fn reached_since(&self, since: Timestamp) -> Vec<String> {
        let messages = self.told_since(since).await;
        let mut to: Vec<_> = messages.iter().map(|message| message.to.as_str().to_owned()).collect();
        to.sort();
        to
    }

    /// Asks for a confirmation with the right password.
    pub async fn ask(&self, session: &Session) -> SecondStep {
        self.wait(1);
        self.ask_confirmation(session, PASSWORD, ADDRESS).await.unwrap()
    }

    /// Confirms a session, by SMS.
    pub async fn confirmed(&self, session: &Session) -> ConfirmedSession {
        let step = self.ask(session).await;
        assert!(step.is_sent());
        let code = self.latest_code().await;
        self.confirm(session, &step.challenge_id, Factor::Sms, &code).await.unwrap();
        self.get_confirmed(session.clone()).await.unwrap()
    }

    /// Gives an account an e-mail, as signing up does.
    pub async fn give_email(&self, session: &Session, email: &str) {
        let email = Email::parse(email).unwrap();
        let store = self.store().await;
        let mut tx = store.begin().await.unwrap();
        accounts::change_email(&mut tx, session.person, &email).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Guards an account's details, as a recovery does.
    pub async fn guard(&self, number: &str, until: Timestamp) {
        let url = sqlite_url(&self.folder.path().join("damane.db")).unwrap();
        let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
        let query = "UPDATE accounts SET guarded_until = $2 WHERE person = \
                     (SELECT person FROM persons WHERE registration_digits = $1)";
        let query = sqlx::query(query).bind(number.to_owned()).bind(until.as_micros());
        query.execute(&mut connection).await.unwrap();
    }

    /// What everybody was noted to do, oldest first: action, detail, actor.
    pub async fn noted(&self, session: &Session) -> Vec<(String, String, String)> {
        let store = self.store().await;
        let far = Timestamp::from_micros(i64::MAX - 1);
        let found = audit::find_about(&mut store.read().await.unwrap(), session.person, far, 1_000).await;
        let mut found = found.unwrap();
        found.reverse();
        found.into_iter().map(|kept| (kept.said.action, kept.said.detail, kept.said.actor)).collect()
    }

    /// Every byte of the database.
    pub fn bytes(&self) -> Vec<u8> {
        let names = ["damane.db", "damane.db-wal"];
        names
            .iter()
            .flat_map(|name| std::fs::read(self.folder.path().join(name)).unwrap_or_default())
            .collect()
    }
}

/// Whether some bytes stand among others.
pub fn holds(bytes: &[u8], sought: &[u8]) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought)
}

pub const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

pub fn attempt<'a>(number: &'a str, password: &'a str, device: Option<&'a str>) -> SignInAttempt<'a> {
    SignInAttempt {
        registration_number: number,
        password,
        client: ClientKind::App,
        device,
        device_name: Some("téléphone"),
        key: None,
        address: ADDRESS,
    }
}

fn profile() -> FundProfile {
    let text = |ar: &str, fr: &str, en: &str| Trilingual { ar: ar.into(), fr: fr.into(), en: en.into() };
    FundProfile {
        demonstration: true,
        issuer: "damane.example".to_owned(),
        verification_host: "damane.example".to_owned(),
        portal_url: "http://localhost:8440".to_owned(),
        root_key: String::new(),
        auto_lock_minutes: 5,
        phone: "+212 5 00 00 00 00".to_owned(),
        name: text("الصندوق الاجتماعي التجريبي", "Fonds social de démonstration", "Demonstration Social Fund"),
        offices: Vec::new(),
    }
}

fn person(number: &str, name: &str, at: usize) -> Person {
    Person {
        registration_number: RegistrationNumber::parse(number).unwrap(),
        cin: Cin::parse(&format!("XA10488{at}")).unwrap(),
        name: PersonName { latin: format!("{name} EL OUARDI"), arabic: "نعيمة الوردي".to_owned() },
        birth_date: "1986-04-12".parse().unwrap(),
        mobile: Some(Mobile::parse(&format!("061234567{at}")).unwrap()),
        rib: None,
        dependants: 0,
    }
}
