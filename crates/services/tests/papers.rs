//! Papers at the levels of PAdES: dated by others when they answer, handed out when they do not, and the same bytes once
//! they were dated.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use base64::Engine as _;
use damane_credential::{P256Signer, Signer as _};
use damane_document::pki::{self, Authority, Holder, ListEntry, Published, RevocationReason};
use damane_document::timestamp::TimestampAuthority;
use damane_document::x509::{Certificate, RevocationList, Validity};
use damane_domain::certificates::CertificateKind;
use damane_domain::ids::CertificateId;
use damane_domain::time::Timestamp;
use damane_services::{Asking, Clock, Fund, Outside, ServiceError, Session, Unanswered};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use support::{EMPLOYED, SetClock, TestFund};

const LIST_URL: &str = "http://outside.example/root.crl";

/// A timestamp authority of others, and its root.
struct Others {
    clock: Arc<SetClock>,
    root_key: P256Signer,
    key: P256Signer,
    root: Vec<u8>,
    own: Vec<u8>,
    down: AtomicBool,
    revoked: AtomicBool,
    seconds_off: AtomicI64,
    asked: AtomicU32,
}

impl Others {
    fn new(fund: &TestFund) -> Arc<Self> {
        let [root_key, key] = [11, 12].map(|seed| P256Signer::from_scalar(&[seed; 32]).unwrap());
        let validity = Validity { from: fund.now().plus_days(-1), until: fund.now().plus_days(900) };
        let holder = |common_name| Holder { common_name, organisation: "Outside" };
        let root = pki::make_root(holder("root"), validity, &root_key).unwrap();
        let published = Published { list: Some(LIST_URL), certificate: None };
        let authority = Authority::of(&root, &root_key, published).unwrap();
        let own = pki::make_tsa_certificate(holder("tsa"), validity, &key.public_key(), &authority).unwrap();
        Arc::new(Self {
            clock: Arc::clone(&fund.clock),
            root_key,
            key,
            root,
            own,
            down: AtomicBool::new(false),
            revoked: AtomicBool::new(false),
            seconds_off: AtomicI64::new(0),
            asked: AtomicU32::new(0),
        })
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    fn answer(&self, what: impl FnOnce(&Self, Timestamp) -> Vec<u8>) -> Result<Vec<u8>, Unanswered> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match self.down.load(Ordering::SeqCst) {
            true => Err(Unanswered("down".to_owned())),
            false => Ok(what(self, self.clock.now())),
        }
    }

    fn date(&self, query: &[u8], now: Timestamp) -> Vec<u8> {
        let chain = [self.own.clone()];
        let authority = TimestampAuthority { signer: &self.key, chain: &chain };
        let at = now.plus_seconds(self.seconds_off.load(Ordering::SeqCst));
        let mut serial = [0; 16];
        serial[..4].copy_from_slice(&self.asked().to_be_bytes());
        authority.answer(query, at, serial).unwrap()
    }

    fn list(&self, now: Timestamp) -> Vec<u8> {
        let authority = Authority::of(&self.root, &self.root_key, Published::default()).unwrap();
        let serial = Certificate::read(&self.own).unwrap().serial;
        let entry = ListEntry { serial, since: now, reason: RevocationReason::KeyCompromise };
        let entries = if self.revoked.load(Ordering::SeqCst) { &[entry][..] } else { &[] };
        let validity = Validity { from: now.plus_days(-1), until: now.plus_days(1) };
        pki::make_list(&authority, validity, 1, entries).unwrap()
    }
}

impl Outside for Others {
    fn ask_timestamp<'a>(&'a self, query: &'a [u8]) -> Asking<'a> {
        Box::pin(async move { self.answer(|own, now| own.date(query, now)) })
    }

    fn fetch_list<'a>(&'a self, url: &'a str) -> Asking<'a> {
        assert_eq!(url, LIST_URL);
        Box::pin(async move { self.answer(Self::list) })
    }

    fn ask_status<'a>(&'a self, _url: &'a str, _request: &'a [u8]) -> Asking<'a> {
        Box::pin(async { Err(Unanswered("no responder is named".to_owned())) })
    }

    fn report(&self, _why: &Unanswered) {}
}

/// Opens the fund anew with these lines of `[seal]`, dated by others.
async fn opened(fund: &mut TestFund, seal: &str, others: &Arc<Others>) {
    let pem = base64::engine::general_purpose::STANDARD.encode(&others.root);
    let pem = format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n");
    std::fs::write(fund.folder.path().join("tsa.pem"), pem).unwrap();
    let tsa = "[seal.tsa]\nurl = 'http://outside.example/tsa'\nca_file = 'tsa.pem'\n";
    reopened(fund, &format!("[seal]\n{seal}\n{tsa}")).await;
    fund.connect(Arc::clone(others) as Arc<dyn Outside>);
}

async fn reopened(fund: &mut TestFund, settings: &str) {
    std::fs::write(fund.folder.path().join("portal.toml"), settings).unwrap();
    fund.reopen().await;
}

async fn issued(fund: &TestFund) -> (Session, CertificateId) {
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let issued = fund.issue_certificate(&session, CertificateKind::Employment, "one").await.unwrap();
    (session, issued.id)
}

async fn paper(fund: &TestFund, session: &Session, id: &CertificateId) -> Vec<u8> {
    fund.certificate_pdf(session, id).await.unwrap()
}

fn count(pdf: &[u8], word: &str) -> usize {
    pdf.windows(word.len()).filter(|window| *window == word.as_bytes()).count()
}

/// Seals, stores of evidence, document timestamps.
fn marks(pdf: &[u8]) -> (usize, usize, usize) {
    (count(pdf, "/ETSI.CAdES.detached"), count(pdf, "/Type /DSS"), count(pdf, "/ETSI.RFC3161"))
}

const BARE: (usize, usize, usize) = (1, 0, 0);
const WHOLE: (usize, usize, usize) = (1, 1, 1);

#[tokio::test]
async fn a_demonstration_dates_its_papers_itself_and_each_level_has_its_parts() {
    let mut fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    for (level, expected) in [("b_b", BARE), ("b_t", BARE), ("b_lt", (1, 1, 0)), ("b_lta", WHOLE)] {
        reopened(&mut fund, &format!("[seal]\nlevel = '{level}'\n")).await;
        let issued = fund.issue_certificate(&session, CertificateKind::Employment, level).await.unwrap();
        let first = paper(&fund, &session, &issued.id).await;
        assert_eq!(marks(&first), expected, "{level}");
        fund.wait(3_600);
        fund.reopen().await;
        assert!(paper(&fund, &session, &issued.id).await == first, "{level}: the same after a restart");
    }
}

#[tokio::test]
async fn what_others_signed_is_kept_and_they_are_not_asked_again() {
    let mut fund = TestFund::new().await;
    let others = Others::new(&fund);
    opened(&mut fund, "level = 'b_lta'", &others).await;
    let (session, id) = issued(&fund).await;
    let first = paper(&fund, &session, &id).await;
    assert_eq!(marks(&first), WHOLE);
    assert_eq!(others.asked(), 3, "two dates and their list");
    others.down.store(true, Ordering::SeqCst);
    fund.wait(86_400 * 20);
    opened(&mut fund, "level = 'b_lta'", &others).await;
    assert!(paper(&fund, &session, &id).await == first);
    // Also once the fund asks for less, or for nobody.
    reopened(&mut fund, "").await;
    assert!(paper(&fund, &session, &id).await == first);
    assert_eq!(others.asked(), 3);
}

#[tokio::test]
async fn while_others_are_down_a_paper_is_handed_out_and_dated_the_next_time() {
    let mut fund = TestFund::new().await;
    let others = Others::new(&fund);
    opened(&mut fund, "level = 'b_lta'", &others).await;
    others.down.store(true, Ordering::SeqCst);
    let (session, id) = issued(&fund).await;
    let bare = paper(&fund, &session, &id).await;
    assert_eq!((marks(&bare), others.asked(), fund.alarms().papers_undated), (BARE, 1, 1));
    others.down.store(false, Ordering::SeqCst);
    assert!(paper(&fund, &session, &id).await == bare);
    assert_eq!(others.asked(), 1, "they are left in peace for half a minute");
    fund.wait(31);
    let dated = paper(&fund, &session, &id).await;
    assert_eq!(marks(&dated), WHOLE);
    let seal = count(&bare, "/ByteRange") + bare.windows(11).position(|w| w == b" /Contents ").unwrap();
    assert_eq!(dated[..seal], bare[..seal], "the same seal, with what others add");
    fund.wait(31);
    assert!(paper(&fund, &session, &id).await == dated);
}

#[tokio::test]
async fn a_fund_that_wants_no_paper_undated_says_when_to_come_back() {
    let mut fund = TestFund::new().await;
    let others = Others::new(&fund);
    opened(&mut fund, "level = 'b_t'\nwhen_down = 'wait'", &others).await;
    others.down.store(true, Ordering::SeqCst);
    let (session, id) = issued(&fund).await;
    let refused = fund.certificate_pdf(&session, &id).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Busy { retry_after: 30 }), "{refused:?}");
    others.down.store(false, Ordering::SeqCst);
    fund.wait(31);
    assert_eq!(marks(&paper(&fund, &session, &id).await), BARE);
}

#[tokio::test]
async fn an_authority_that_is_not_trusted_revoked_or_in_another_time_dates_nothing() {
    let mut fund = TestFund::new().await;
    let others = Others::new(&fund);
    let (session, id) = issued(&fund).await;
    opened(&mut fund, "level = 'b_lt'", &others).await;
    others.revoked.store(true, Ordering::SeqCst);
    assert_eq!(marks(&paper(&fund, &session, &id).await), BARE);
    others.revoked.store(false, Ordering::SeqCst);
    fund.wait(31);
    others.seconds_off.store(301, Ordering::SeqCst);
    assert_eq!(marks(&paper(&fund, &session, &id).await), BARE);
    others.seconds_off.store(0, Ordering::SeqCst);
    fund.wait(31);
    // The fund's own root instead of theirs.
    std::fs::copy(fund.folder.path().join("keys/root.crt"), fund.folder.path().join("tsa.pem")).unwrap();
    fund.reopen().await;
    fund.connect(Arc::clone(&others) as Arc<dyn Outside>);
    assert_eq!(marks(&paper(&fund, &session, &id).await), BARE);
    assert_eq!(fund.alarms().papers_undated, 1, "counted since the start");
}

#[tokio::test]
async fn two_who_draw_a_paper_at_once_get_the_same_bytes() {
    let mut fund = TestFund::new().await;
    let others = Others::new(&fund);
    opened(&mut fund, "level = 'b_lta'", &others).await;
    let (session, id) = issued(&fund).await;
    // Two portals on one database: each with a memory of its own.
    let other_portal = Fund::open(fund.folder.path(), fund.ports()).await.unwrap();
    other_portal.connect(Arc::clone(&others) as Arc<dyn Outside>);
    let (one, two) =
        tokio::join!(fund.certificate_pdf(&session, &id), other_portal.certificate_pdf(&session, &id));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(marks(&one), WHOLE);
    assert!(one == two);
    other_portal.close().await;
}

#[tokio::test]
async fn a_level_that_needs_a_timestamp_authority_is_refused_to_a_real_fund_without_one() {
    let mut fund = TestFund::new().await;
    reopened(&mut fund, "").await;
    let path = fund.folder.path().join("fund.toml");
    let profile = std::fs::read_to_string(&path).unwrap();
    let real = profile.replace("demonstration = true", "demonstration = false");
    let real = real.replace("http://localhost:8440", "https://fonds.example");
    std::fs::write(&path, real).unwrap();
    std::fs::write(fund.folder.path().join("portal.toml"), "[seal]\nlevel = 'b_t'\n").unwrap();
    let refused = Fund::open(fund.folder.path(), fund.ports()).await.err().unwrap().to_string();
    assert!(refused.contains("[seal.tsa]"), "{refused}");
}

#[tokio::test]
async fn a_withdrawn_sealing_key_stands_on_the_authoritys_list() {
    use damane_services::{AuthorityName, PublishedFile};
    let mut fund = TestFund::new().await;
    let listed = |fund: &TestFund| {
        let chain = std::fs::read_to_string(fund.folder.path().join("keys/sealing-1.crt")).unwrap();
        let first = chain.split("-----").nth(2).unwrap().replace('\n', "");
        let own = base64::engine::general_purpose::STANDARD.decode(first).unwrap();
        let authority = fund.published_file(PublishedFile::Certificate(AuthorityName::Authority)).unwrap();
        let list = fund.published_file(PublishedFile::List(AuthorityName::Authority)).unwrap();
        let list = RevocationList::read(&list).unwrap();
        assert!(
            list.is_of(&Certificate::read(&authority).unwrap())
                && list.from <= fund.now()
                && list.until > Some(fund.now())
        );
        list.revoked_since(&Certificate::read(&own).unwrap()).unwrap().is_some()
    };
    assert!(!listed(&fund));
    let table = fund.folder.path().join("keys/keys.toml");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text.replace("\"active\"", "\"withdrawn\"")).unwrap();
    fund.reopen().await;
    assert!(listed(&fund));
}
