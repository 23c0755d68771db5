//! Guessing codes across accounts: a million guesses on ten thousand people, against the limits as they come.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use damane_domain::ids::PersonId;
use damane_services::{ServiceError, SignIn};
use damane_storage::accounts::{NewAccount, open_account};
use damane_storage::register::put_people;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use support::people::registered;
use support::{DEVICE, PASSWORD, TestFund};

const PEOPLE: u32 = 10_000;
const GUESSES: u32 = 1_000_000;
/// Ten minutes each: a fifth of the people is guessed at in one.
const WINDOWS: u32 = 5;
/// What the limits let everybody together try in ten minutes, as they come.
const LIMIT: u32 = 2_000;

fn number(rank: u32) -> String {
    (150_000_000 + rank).to_string()
}

/// A password the attacker knows, kept at the least cost there is: what is tried here is codes.
fn cheap_hash() -> String {
    let cheap = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
    let salt = SaltString::encode_b64(&[7; 16]).unwrap();
    cheap.hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
}

async fn open_accounts(fund: &TestFund) {
    let hash = cheap_hash();
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    let people: Vec<_> = (0..PEOPLE)
        .map(|rank| {
            let (id, mobile) = (PersonId(100_000 + i64::from(rank)), format!("06{rank:08}"));
            (id, registered(&number(rank), &format!("XB{rank:06}"), Some(&mobile)))
        })
        .collect();
    put_people(&mut tx, &people, fund.now()).await.unwrap();
    for (person, _) in &people {
        let account = NewAccount {
            person: *person,
            password: &hash,
            language: "fr",
            email: None,
            mobile: None,
            at: fund.now(),
        };
        assert!(open_account(&mut tx, &account).await.unwrap());
    }
    tx.commit().await.unwrap();
    store.close().await;
}

#[derive(Debug, Default)]
struct Tally {
    taken_over: u32,
    looked_at: u32,
    refused_by_breaker: u32,
    windows_tripped: u32,
}

/// One guess after another on each of these people, again and again.
async fn guess(
    fund: &TestFund,
    people: std::ops::Range<u32>,
    guesses: u32,
    chance: &mut ChaCha20Rng,
    tally: &mut Tally,
) {
    let mut challenges = Vec::new();
    for rank in people {
        match fund.attempt(&number(rank), PASSWORD, DEVICE).await.unwrap() {
            SignIn::CodeNeeded { challenge_id, .. } => challenges.push(challenge_id),
            SignIn::SignedIn(_) => tally.taken_over += 1,
        }
    }
    let before = tally.refused_by_breaker;
    for challenge in challenges.iter().cycle().take(guesses as usize) {
        let code = format!("{:08}", chance.random_range(0..100_000_000_u32));
        match fund.confirm_code(challenge, &code).await {
            Ok(_) => tally.taken_over += 1,
            Err(ServiceError::CodeRefused) => tally.looked_at += 1,
            Err(ServiceError::TooManyTries { .. }) => tally.refused_by_breaker += 1,
            Err(other) => panic!("{other:?}"),
        }
    }
    tally.windows_tripped += u32::from(tally.refused_by_breaker > before);
}

#[tokio::test]
async fn a_million_guesses_on_ten_thousand_people_open_no_account_and_trip_the_breaker() {
    let fund = TestFund::new().await;
    open_accounts(&fund).await;
    fund.set_time("2026-11-21T11:00:00Z");
    let (mut chance, mut tally) = (ChaCha20Rng::seed_from_u64(11), Tally::default());
    for window in 0..WINDOWS {
        let share = PEOPLE / WINDOWS;
        let people = window * share..(window + 1) * share;
        guess(&fund, people, GUESSES / WINDOWS, &mut chance, &mut tally).await;
        fund.wait(600);
    }
    println!("{GUESSES} guesses on {PEOPLE} accounts in {WINDOWS} windows: {tally:?}");
    assert_eq!(tally.taken_over, 0);
    assert_eq!(tally.windows_tripped, WINDOWS);
    assert_eq!(tally.looked_at, WINDOWS * LIMIT, "no more than the breaker lets through");
    assert_eq!(tally.looked_at + tally.refused_by_breaker, GUESSES);
    // The one who has the code gets in, as soon as the ten minutes are over.
    let (challenge, code) = fund.challenge(support::OTHER, DEVICE).await;
    assert!(fund.confirm_code(&challenge, &code).await.is_ok());
}
