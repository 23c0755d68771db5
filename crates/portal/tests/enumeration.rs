//! Who exists cannot be found out: 2 × 2,000 requests about people with an account and about nobody, for signing in,
//! signing up and recovery, through the real door. And what happens when more sign in at once than there is room for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod timed;

use damane_domain::ids::{Cin, Mobile, PersonId, RegistrationNumber};
use damane_domain::person::{Person, PersonName};
use damane_services::Fund;
use damane_storage::accounts::{NewAccount, find_account, open_account};
use damane_storage::register::put_people;
use damane_storage::{Store, sqlite_url};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};
use timed::{Served, allowed, median, report};
use tokio::sync::Mutex;

/// Requests about each kind.
const REQUESTS: u32 = 2_000;
/// Sent at a time: each measure needs a processor of its own.
const AT_A_TIME: u32 = 2;
const PASSWORD: &str = "zellige-bleu-2026";

/// One test measures at a time.
static ALONE: Mutex<()> = Mutex::const_new(());

/// The people with an account come first, then as many numbers nobody has.
fn number(rank: u32) -> String {
    (150_000_000 + rank).to_string()
}

fn cin(rank: u32) -> String {
    format!("XB{rank:06}")
}

/// No block of ten thousand mobiles gets more than its share.
fn mobile(rank: u32) -> String {
    format!("06{:04}{rank:04}", rank % 100)
}

fn person(rank: u32) -> Person {
    Person {
        registration_number: RegistrationNumber::parse(&number(rank)).unwrap(),
        cin: Cin::parse(&cin(rank)).unwrap(),
        name: PersonName { latin: "YOUNES EL OUARDI".to_owned(), arabic: "يونس الوردي".to_owned() },
        birth_date: "1986-04-12".parse().unwrap(),
        mobile: Some(Mobile::parse(&mobile(rank)).unwrap()),
        rib: None,
        dependants: 0,
    }
}

/// Everybody's password is kept as the fund keeps it: one hash of full cost, shared.
async fn open_accounts(fund: Arc<Fund>, folder: PathBuf) -> Arc<Fund> {
    let store = Store::open(&sqlite_url(&folder.join("damane.db")).unwrap()).await.unwrap();
    let people: Vec<_> =
        (0..REQUESTS).map(|rank| (PersonId(1_000 + i64::from(rank)), person(rank))).collect();
    let mut tx = store.begin().await.unwrap();
    put_people(&mut tx, &people, fund.now()).await.unwrap();
    tx.commit().await.unwrap();
    let first = &people[0].1.registration_number;
    assert!(fund.open_account(first, PASSWORD, "fr").await.unwrap());
    let hash = find_account(&mut store.read().await.unwrap(), first).await.unwrap().unwrap().password;
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    let mut tx = store.begin().await.unwrap();
    for (person, _) in &people[1..] {
        let (person, password, language) = (*person, &*hash, "fr");
        let account = NewAccount { person, password, language, email: None, mobile: None, at: fund.now() };
        assert!(open_account(&mut tx, &account).await.unwrap());
    }
    tx.commit().await.unwrap();
    store.close().await;
    fund
}

/// One request: how long its answer took, and all that can be seen of it.
async fn ask(served: &Served, path: &str, body: &Value, rank: u32) -> (Duration, Seen) {
    let answer = served.timed(path, Some(body), rank).await;
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| format!("{name}: {}", without_ids(value.to_str().unwrap())))
        .collect();
    headers.sort();
    let body = without_ids(std::str::from_utf8(&answer.body).unwrap());
    (answer.took, Seen { status: answer.status, headers, body })
}

/// What can be seen of an answer, but for random ids, of which only the length is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seen {
    status: u16,
    headers: Vec<String>,
    body: String,
}

/// Every run of hex digits as long as an id becomes as many `#`.
fn without_ids(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if run >= 16 {
            plain.push_str(&"#".repeat(run));
            rest = &rest[run..];
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8).max(run);
            plain.push_str(&rest[..next]);
            rest = &rest[next..];
        }
    }
    plain
}

/// What is asked about the person of a rank.
type Body = fn(u32) -> Value;

struct Measured {
    known: Vec<Duration>,
    unknown: Vec<Duration>,
}

/// Asks about people there are and people there are not, in turn, from two clients at a time.
async fn measure(served: &Arc<Served>, path: &'static str, body: Body) -> Measured {
    let (_, expected) = ask(served, path, &body(2 * REQUESTS), 0xff_fff0).await;
    let mut asking = tokio::task::JoinSet::new();
    for worker in 0..AT_A_TIME {
        let (served, expected) = (Arc::clone(served), expected.clone());
        asking.spawn(async move {
            let (mut known, mut unknown) = (Vec::new(), Vec::new());
            for rank in (0..REQUESTS).filter(|rank| rank % AT_A_TIME == worker) {
                // Now one is first, now the other.
                let mut pair = [(rank, &mut known), (REQUESTS + rank, &mut unknown)];
                if rank / AT_A_TIME % 2 == 1 {
                    pair.reverse();
                }
                for (rank, times) in pair {
                    let (took, seen) = ask(&served, path, &body(rank), rank).await;
                    assert_eq!(seen, expected, "{path} {rank}");
                    times.push(took);
                }
            }
            (known, unknown)
        });
    }
    let mut measured = Measured { known: Vec::new(), unknown: Vec::new() };
    while let Some(both) = asking.join_next().await {
        let (known, unknown) = both.unwrap();
        measured.known.extend(known);
        measured.unknown.extend(unknown);
    }
    measured
}

fn sign_in(rank: u32) -> Value {
    json!({"registration_number": number(rank), "password": "not-the-password-1", "client": "app"})
}

fn sign_up(rank: u32) -> Value {
    json!({
        "registration_number": number(rank), "cin": cin(rank), "email": format!("p{rank}@example.com"),
        "mobile": mobile(rank), "language": "fr", "client": "app",
    })
}

fn recover(rank: u32) -> Value {
    json!({"registration_number": number(rank), "cin": cin(rank), "channel": "sms"})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_exists_shows_neither_in_the_bytes_nor_in_the_time_of_an_answer() {
    let _alone = ALONE.lock().await;
    let served = Arc::new(Served::start(open_accounts).await);
    let routes: [(&str, Body); 3] =
        [("/v1/session", sign_in), ("/v1/sign-up", sign_up), ("/v1/recovery", recover)];
    let mut defects = Vec::new();
    for (path, body) in routes {
        let started = Instant::now();
        let mut measured = measure(&served, path, body).await;
        assert_eq!((measured.known.len(), measured.unknown.len()), (REQUESTS as usize, REQUESTS as usize));
        let (known, unknown) = (median(&mut measured.known), median(&mut measured.unknown));
        let (apart, most) = (known.abs_diff(unknown), allowed(unknown));
        report(&format!(
            "{path}: median of {REQUESTS} known {known:.3?}, of {REQUESTS} unknown {unknown:.3?}: {apart:.3?} apart \
             (at most {most:.3?}); bodies and headers the same; in {:.0?}",
            started.elapsed()
        ));
        if apart > most {
            defects.push(path);
        }
    }
    assert!(defects.is_empty(), "the time tells: {defects:?}");
}

#[test]
fn an_id_is_blanked_and_a_word_is_not() {
    let id = "0123456789abcdef0123456789abcdef";
    assert_eq!(
        without_ids(&format!("{{\"id\":\"{id}\",\"n\":60}}")),
        format!("{{\"id\":\"{}\",\"n\":60}}", "#".repeat(32))
    );
    assert_ne!(without_ids("{\"n\":60}"), without_ids("{\"n\":61}"));
}

/// Resident memory of this process and its peak since it was last asked, bytes.
#[cfg(target_os = "linux")]
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let read = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1_024
    };
    // Starts the peak anew.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    (read("VmRSS:"), read("VmHWM:"))
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_sign_ins_at_once_than_there_is_room_for_come_back_later_and_memory_stays_bounded() {
    const AT_ONCE: u32 = 300;
    let _alone = ALONE.lock().await;
    let served = Arc::new(Served::start(open_accounts).await);
    let (before, _) = memory();
    let mut asking = tokio::task::JoinSet::new();
    for rank in 0..AT_ONCE {
        let served = Arc::clone(&served);
        asking.spawn(async move { ask(&served, "/v1/session", &sign_in(rank), rank).await.1 });
    }
    let (mut refused, mut busy) = (0, 0);
    while let Some(seen) = asking.join_next().await {
        let seen = seen.unwrap();
        match seen.status {
            401 => refused += 1,
            503 => {
                assert_eq!(seen.body, "{\"code\":\"busy\",\"retry_after\":2}");
                assert!(seen.headers.contains(&"retry-after: 2".to_owned()), "{:?}", seen.headers);
                busy += 1;
            }
            _ => panic!("{seen:?}"),
        }
    }
    let (_, peak) = memory();
    let places = u64::try_from(std::thread::available_parallelism().unwrap().get()).unwrap();
    let grown = peak.saturating_sub(before) >> 20;
    report(&format!(
        "{AT_ONCE} sign-ins at once: {refused} looked at, {busy} told to come back, {grown} MiB more at the peak"
    ));
    assert!(refused > 0 && busy > 0);
    assert!(grown < 19 * places + 128, "{grown} MiB more, with {places} places of 19 MiB");
    let (_, after) = ask(&served, "/v1/session", &sign_in(REQUESTS), 0xff_fff1).await;
    assert_eq!(after.status, 401, "and it goes on");
}
