//! The vault under fire: a process that writes is killed two hundred times, and nothing it had acknowledged is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]
#![cfg(unix)]

#[path = "common/killed.rs"]
mod killed;

use damane_wallet::secret::Key;
use damane_wallet::vault::{KeptSession, KeptTokens, Renewal, Vault};
use killed::{kill_one, say_done, say_ready};
use std::path::Path;
use std::time::Duration;
use zeroize::Zeroizing;

const KILLS: u32 = 200;
const NAME: &str = "two_hundred_kills_lose_nothing_that_was_acknowledged";

fn tokens(number: u32) -> KeptTokens {
    let secret = |what: &str| Zeroizing::new(format!("{what}-{number}"));
    KeptTokens { token: secret("token"), renewal: Some(Renewal { token: secret("renewal"), due: 1 }) }
}

#[test]
fn two_hundred_kills_lose_nothing_that_was_acknowledged() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match killed::task() {
        Some(task) => runtime.block_on(write(&task)),
        None => runtime.block_on(kill_again_and_again()),
    }
}

/// Writes numbered answers and tokens for ever, and says each number once it is kept. The task is the folder, the key and
/// the first number.
async fn write(task: &str) {
    let parts: Vec<&str> = task.split('|').collect();
    let [folder, key, first] = parts[..] else { panic!("three parts: {task}") };
    let key = Key::from_bytes(&hex::decode(key).unwrap()).unwrap();
    let vault = Vault::open(&Path::new(folder).join("vault.db"), &key, false).await.unwrap();
    let first = first.parse::<u32>().unwrap();
    for number in first.. {
        let body = format!("{number}-").repeat(200);
        vault.keep_answer(&format!("answer-{number}"), "2026-11-20T09:00:00Z", &body).await.unwrap();
        vault.keep_tokens(&tokens(number)).await.unwrap();
        say_done(number);
        if number == first {
            say_ready();
        }
    }
}

async fn kill_again_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault.db");
    let key = Key::make_random().unwrap();
    let vault = Vault::open(&path, &key, true).await.unwrap();
    let session = KeptSession {
        registration_number: "190000010".into(),
        device_id: "00".repeat(16),
        tokens: Some(tokens(0)),
    };
    vault.keep_session(&session).await.unwrap();
    vault.close().await;
    let (mut acknowledged, mut written) = (0, 0);
    for round in 0..KILLS {
        // Times that are no multiple of a write's, so that each kill falls elsewhere.
        let after = Duration::from_micros(u64::from(round) * 7_919 % 23_000);
        let first = acknowledged + 1;
        let task = format!("{}|{}|{first}", folder.path().display(), hex::encode(key.expose()));
        let last = kill_one(NAME, &task, after).expect("it writes");
        written += last - acknowledged;
        acknowledged = last;
        let vault = Vault::open(&path, &key, false).await.unwrap();
        let kept = vault.find_session().await.unwrap().unwrap().tokens.unwrap();
        let (_, number) = kept.token.rsplit_once('-').unwrap();
        assert!(number.parse::<u32>().unwrap() >= acknowledged, "round {round}: {number} < {acknowledged}");
        assert_eq!(kept.renewal.unwrap().token.as_str(), format!("renewal-{number}"), "one pair, whole");
        vault.close().await;
    }
    assert!(written > KILLS, "each of them wrote: {written}");
    let vault = Vault::open(&path, &key, false).await.unwrap();
    for number in 1..=acknowledged {
        let found = vault.find_answer(&format!("answer-{number}")).await.unwrap();
        assert_eq!(found.map(|(_, body)| body), Some(format!("{number}-").repeat(200)), "{number}");
    }
}
