//! Guessing references shows nothing: 4 × 1,000 requests about references of the fund's, revoked ones, ones nobody gave
//! and texts that are none take the same time; what is told to who guesses is the same nothing; and who asks much waits.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod timed;

use damane_domain::certificates::CertificateKind;
use damane_domain::ids::{CertificateId, Cin, PersonId, RegistrationNumber};
use damane_domain::person::{Person, PersonName};
use damane_services::Fund;
use damane_storage::certificates::{IssueRecord, add_certificate, revoke};
use damane_storage::register::put_people;
use damane_storage::{Store, sqlite_url};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use timed::{Served, allowed, median, report};

/// References of each kind.
const REFERENCES: u32 = 1_000;
/// References one address may ask about in ten minutes, as `portal.toml` has it when it says nothing.
const PER_ADDRESS: u32 = 120;

/// 128 bits that look like those the fund gives.
fn reference(rank: u32) -> CertificateId {
    let mut bytes = [0; 16];
    for (half, into) in bytes.chunks_mut(8).enumerate() {
        let mut mixed = (u64::from(rank) << 1 | half as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^= mixed >> 29;
        into.copy_from_slice(&mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9).to_be_bytes());
    }
    CertificateId(bytes)
}

fn known(rank: u32) -> String {
    reference(rank).to_string()
}

fn revoked(rank: u32) -> String {
    reference(REFERENCES + rank).to_string()
}

fn unknown(rank: u32) -> String {
    reference(2 * REFERENCES + rank).to_string()
}

/// One digit short, one too long, no digit at all, the short form printed on a page, in turn.
fn malformed(rank: u32) -> String {
    let text = reference(3 * REFERENCES + rank).to_string();
    match rank % 4 {
        0 => text[1..].to_owned(),
        1 => format!("{text}0"),
        2 => text.replace(|digit: char| digit.is_ascii_digit(), "g"),
        _ => format!("EMP-{}", &text[..8]),
    }
}

/// The certificates, as issuing keeps them; every other one of the list is revoked.
async fn keep_certificates(fund: Arc<Fund>, folder: PathBuf) -> Arc<Fund> {
    let holder = Person {
        registration_number: RegistrationNumber::parse("190000010").unwrap(),
        cin: Cin::parse("XB100000").unwrap(),
        name: PersonName { latin: "YOUNES EL OUARDI".to_owned(), arabic: "يونس الوردي".to_owned() },
        birth_date: "1986-04-12".parse().unwrap(),
        mobile: None,
        rib: None,
        dependants: 0,
    };
    let store = Store::open(&sqlite_url(&folder.join("damane.db")).unwrap()).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    put_people(&mut tx, &[(PersonId(1_000), holder.clone())], fund.now()).await.unwrap();
    for rank in 0..2 * REFERENCES {
        let record = IssueRecord {
            id: reference(rank),
            person: PersonId(1_000),
            kind: CertificateKind::Employment,
            registration_number: holder.registration_number.clone(),
            cin: holder.cin.clone(),
            name: holder.name.clone(),
            birth_date: holder.birth_date,
            facts: "{}".to_owned(),
            issued_at: fund.now(),
            expires_at: fund.now().plus_days(90),
            list: 2026,
            index: rank,
            key_id: [7; 8],
            sealed: vec![0x5a; 600],
            replaced_at: None,
            revoked_at: None,
        };
        assert!(add_certificate(&mut tx, &record).await.unwrap());
        if rank >= REFERENCES {
            revoke(&mut tx, &record.id, "issued_in_error", fund.now()).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    store.close().await;
    fund
}

/// How long the answer took, its status, and its body.
async fn ask(served: &Served, reference: &str, address: u32) -> (Duration, u16, Value) {
    let answer = served.timed(&format!("/v1/references/{reference}"), None, address).await;
    assert_eq!(answer.headers["content-type"], "application/json");
    (answer.took, answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// What is asked about, by its rank; and what is said of it.
type Kind = (&'static str, fn(u32) -> String, &'static str);
const KINDS: [Kind; 4] = [
    ("known", known, "valid"),
    ("revoked", revoked, "revoked"),
    ("unknown", unknown, "unknown"),
    ("malformed", malformed, "unknown"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_guessed_reference_shows_neither_in_the_bytes_nor_in_the_time_that_there_is_no_such_one() {
    let served = Served::start(keep_certificates).await;
    for rank in 0..20 {
        ask(&served, &unknown(rank), 0xff_ff00).await;
    }
    let mut times: [Vec<Duration>; 4] = Default::default();
    let mut nothing = BTreeSet::new();
    for rank in 0..REFERENCES {
        // Each kind is as often first, second, third and fourth.
        for turn in 0..KINDS.len() {
            let at = (turn + rank as usize) % KINDS.len();
            let (name, text, verdict) = KINDS[at];
            let (took, status, mut body) = ask(&served, &text(rank), rank).await;
            assert_eq!((status, body["verdict"].as_str()), (200, Some(verdict)), "{name} {rank}: {body}");
            times[at].push(took);
            if verdict == "unknown" {
                body["as_of"] = Value::Null;
                nothing.insert(body.to_string());
            }
        }
    }
    assert_eq!(nothing, BTreeSet::from([r#"{"as_of":null,"verdict":"unknown"}"#.to_owned()]));
    let [known, revoked, unknown, malformed] = times.each_mut().map(|times| median(times));
    let most = allowed(unknown);
    report(&format!(
        "/v1/references: medians of {REFERENCES} each: known {known:.3?}, revoked {revoked:.3?}, unknown {unknown:.3?}, \
         malformed {malformed:.3?} (at most {most:.3?} apart); one body for all that are not the fund's"
    ));
    for (name, time) in [("known", known), ("revoked", revoked), ("malformed", malformed)] {
        assert!(time.abs_diff(unknown) <= most, "{name} takes {time:?}, unknown {unknown:?}");
    }
    who_asks_much_waits(&served).await;
}

/// Whatever is asked about, right or wrong.
async fn who_asks_much_waits(served: &Served) {
    let address = 0xff_ff01;
    for rank in 0..PER_ADDRESS {
        let (_, text, _) = KINDS[rank as usize % KINDS.len()];
        let (_, status, body) = ask(served, &text(rank), address).await;
        assert_eq!(status, 200, "{rank}: {body}");
    }
    for (name, text, _) in KINDS {
        let (_, status, body) = ask(served, &text(PER_ADDRESS), address).await;
        assert_eq!((status, body["code"].as_str()), (429, Some("too_many_tries")), "{name}: {body}");
        assert!(body["retry_after"].as_u64().is_some_and(|seconds| (1..=600).contains(&seconds)), "{body}");
    }
    report(&format!("/v1/references: after {PER_ADDRESS} from one address each kind has the same 429"));
}
