//! Accounts, codes, sessions and messages: what is kept comes back, what is past is forgotten.

use crate::career::number;
use crate::ground::{Ground, on_both};
use crate::register::{person, put};
use damane_domain::ids::{Mobile, PersonId};
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Challenge, Failures, SessionRecord};
use damane_storage::messages::{self, MessageRecord, Recipient};
use damane_storage::{Connection, StorageError, Store, Tx, ask};

pub const PERSON: PersonId = PersonId(7);
pub const OTHER: PersonId = PersonId(8);

pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

pub async fn write<T>(store: &Store, work: impl AsyncFn(&mut Tx) -> Result<T, StorageError>) -> T {
    store.write(work).await.unwrap()
}

pub async fn opened(ground: &Ground) -> Store {
    let store = ground.open().await;
    let people = [
        (PERSON, person("190000010", Some("0612345678"))),
        (OTHER, damane_domain::person::Person { rib: None, ..person("190000020", None) }),
    ];
    put(&store, &people, 1).await;
    for id in [PERSON, OTHER] {
        assert!(write(&store, async |tx| accounts::add_account(tx, id, "phc", "ar", at(2)).await).await);
    }
    store
}

pub fn challenge(id: u8, person: PersonId, seconds: i64) -> Challenge {
    Challenge {
        id: [id; 32],
        person,
        purpose: if id == 1 { "confirmation" } else { "sign_in" }.to_owned(),
        session: (id == 1).then_some([5; 32]),
        subject: (id == 1).then(|| "mobile:+212612345678".to_owned()),
        message: (id != 3).then(|| 40 + i64::from(id)),
        code: [1; 32],
        device: [0xff; 32],
        device_name: (id == 1).then(|| "هاتف".to_owned()),
        device_is_ours: id == 1,
        client: "browser".to_owned(),
        created_at: at(seconds),
        expires_at: at(seconds + 600),
        tries: 0,
        closed: false,
    }
}

#[test]
fn an_account_is_opened_once_for_a_person_of_the_register() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let again = write(&store, async |tx| accounts::add_account(tx, PERSON, "other", "fr", at(9)).await);
        assert!(!again.await);
        let nobody =
            store.write(async |tx| accounts::add_account(tx, PersonId(99), "phc", "fr", at(9)).await);
        assert!(matches!(nobody.await, Err(StorageError::Conflict)));
        let mut reader = store.read().await.unwrap();
        let found = accounts::find_account(&mut reader, &number("190000010")).await.unwrap().unwrap();
        assert_eq!((found.person, found.password.as_str(), found.language.as_str()), (PERSON, "phc", "ar"));
        assert_eq!(found.mobile, Mobile::parse("0612345678").ok());
        let other = accounts::find_account(&mut reader, &number("190000020")).await.unwrap().unwrap();
        assert_eq!((other.person, other.mobile), (OTHER, None));
        assert!(accounts::find_account(&mut reader, &number("190000030")).await.unwrap().is_none());
    });
}

#[test]
fn failures_are_kept_by_the_number_typed_whoever_has_it() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        for typed in ["190000010", "0099999999"] {
            let typed = number(typed);
            let failures = Failures { count: 5, last_at: at(10), locked_until: at(15) };
            write(&store, async |tx| {
                tx.send(|writes| accounts::put_failures(writes, &typed, &failures)).await
            })
            .await;
            let more = Failures { count: 6, ..failures };
            write(&store, async |tx| tx.send(|writes| accounts::put_failures(writes, &typed, &more)).await)
                .await;
            let mut reader = store.read().await.unwrap();
            let known = async |reader: &mut Connection| {
                ask(reader, |q| accounts::ask_sign_in(q, &typed)).await.unwrap()
            };
            let (failures, account) = known(&mut reader).await;
            assert_eq!((failures, account.is_some()), (Some(more), typed == number("190000010")));
            drop(reader);
            write(&store, async |tx| tx.send(|writes| accounts::clear_failures(writes, &typed)).await).await;
            let mut reader = store.read().await.unwrap();
            assert_eq!(known(&mut reader).await.0, None);
        }
    });
}

#[test]
fn a_challenge_comes_back_whole_counts_its_tries_and_closes() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        for (id, person, seconds) in [(1, PERSON, 100), (2, OTHER, 101), (3, PERSON, 102)] {
            let challenge = challenge(id, person, seconds);
            write(&store, async |tx| accounts::add_challenge(tx, &challenge).await).await;
        }
        write(&store, async |tx| {
            accounts::count_try(tx, &[1; 32]).await?;
            accounts::count_try(tx, &[1; 32]).await?;
            accounts::close_challenge(tx, &[2; 32], at(103)).await
        })
        .await;
        let mut reader = store.read().await.unwrap();
        let first = accounts::find_challenge(&mut reader, &[1; 32]).await.unwrap().unwrap();
        assert_eq!((first.tries, first.closed, first.device_is_ours), (2, false, true));
        assert_eq!((first.device, first.device_name.as_deref()), ([0xff; 32], Some("هاتف")));
        let second = accounts::find_challenge(&mut reader, &[2; 32]).await.unwrap().unwrap();
        assert_eq!((second.tries, second.closed, second.device_name), (0, true, None));
        assert_eq!(
            (first.purpose.as_str(), first.session, first.message),
            ("confirmation", Some([5; 32]), Some(41))
        );
        assert_eq!(first.subject.as_deref(), Some("mobile:+212612345678"));
        assert_eq!((second.purpose.as_str(), second.session, second.subject), ("sign_in", None, None));
        let third = accounts::find_challenge(&mut reader, &[3; 32]).await.unwrap().unwrap();
        assert_eq!(third.message, None, "no code was sent for it");
        assert!(accounts::find_challenge(&mut reader, &[9; 32]).await.unwrap().is_none());
        drop(reader);
        write(&store, async |tx| accounts::renew_code(tx, &[3; 32], 77, &[2; 32]).await).await;
        let renewed = accounts::find_challenge(&mut store.read().await.unwrap(), &[3; 32]).await.unwrap();
        assert_eq!(renewed.map(|found| (found.message, found.code)), Some((Some(77), [2; 32])));
        for _ in 0..3 {
            write(&store, async |tx| accounts::add_wrong_code(tx, at(600)).await).await;
        }
        let mut reader = store.read().await.unwrap();
        assert_eq!(accounts::count_wrong_codes(&mut reader, at(600)).await.unwrap(), 3);
        assert_eq!(accounts::count_wrong_codes(&mut reader, at(1_200)).await.unwrap(), 0);
    });
}

#[test]
fn codes_that_were_sent_are_counted_for_their_person_from_a_time_on() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        write(&store, async |tx| {
            for (person, message, seconds) in
                [(PERSON, 1, 100), (OTHER, 2, 101), (PERSON, 3, 102), (PERSON, 4, 102)]
            {
                accounts::add_step_code(tx, person, message, at(seconds)).await?;
            }
            Ok(())
        })
        .await;
        let sent = async |since: i64| {
            let mut reader = store.read().await.unwrap();
            accounts::find_codes_sent(&mut reader, PERSON, at(since)).await.unwrap()
        };
        assert_eq!(sent(100).await, [at(102), at(102)], "after that time, of that person");
        assert_eq!(sent(99).await.len(), 3);
        write(&store, async |tx| accounts::forget_past(tx, at(101), at(101)).await).await;
        assert_eq!(sent(0).await, [at(102), at(102)]);
    });
}

#[test]
fn a_device_is_trusted_for_one_person() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let device = [0; 32];
        write(&store, async |tx| accounts::trust_device(tx, PERSON, &device, None, at(5)).await).await;
        write(&store, async |tx| accounts::trust_device(tx, PERSON, &device, Some("x"), at(6)).await).await;
        for (person, is_known) in [(PERSON, true), (OTHER, false)] {
            let mut reader = store.read().await.unwrap();
            let known = ask(&mut reader, |q| accounts::ask_trusted(q, person, &device, None)).await;
            assert_eq!(known.unwrap(), is_known);
        }
    });
}

#[test]
fn a_session_comes_back_with_its_person_until_it_is_ended() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let session = SessionRecord {
            id: [3; 32],
            person: PERSON,
            device: [4; 32],
            used_at: at(10),
            idle_micros: 1_800_000_000,
            ends_at: at(100),
        };
        write(&store, async |tx| tx.send(|writes| accounts::add_session(writes, &session)).await).await;
        for seconds in [20, 15] {
            write(&store, async |tx| accounts::use_session(tx, &[3; 32], at(seconds)).await).await;
        }
        let mut reader = store.read().await.unwrap();
        let found = accounts::find_session(&mut reader, &[3; 32]).await.unwrap().unwrap();
        assert_eq!(found.0, SessionRecord { used_at: at(20), ..session }, "a use is never taken back");
        assert_eq!(found.1, number("190000010"));
        drop(reader);
        write(&store, async |tx| accounts::end_session(tx, &[3; 32]).await).await;
        let mut reader = store.read().await.unwrap();
        assert!(accounts::find_session(&mut reader, &[3; 32]).await.unwrap().is_none());
    });
}

#[test]
fn what_is_past_is_forgotten_and_nothing_else() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let session = |id: u8, ends: i64| SessionRecord {
            id: [id; 32],
            person: PERSON,
            device: [0; 32],
            used_at: at(1),
            idle_micros: 1,
            ends_at: at(ends),
        };
        write(&store, async |tx| {
            for (id, seconds) in [(1, 100), (2, 200)] {
                tx.send(|writes| accounts::add_session(writes, &session(id, seconds))).await?;
                accounts::add_challenge(tx, &challenge(id, PERSON, seconds)).await?;
            }
            accounts::forget_past(tx, at(100), at(100)).await
        })
        .await;
        let mut reader = store.read().await.unwrap();
        for (id, is_kept) in [(1, false), (2, true)] {
            let session = accounts::find_session(&mut reader, &[id; 32]).await.unwrap();
            let challenge = accounts::find_challenge(&mut reader, &[id; 32]).await.unwrap();
            assert_eq!((session.is_some(), challenge.is_some()), (is_kept, is_kept), "{id}");
        }
    });
}

#[test]
fn a_messages_code_is_erased_when_used_and_when_it_ran_out() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let message = |id: i64, until: i64| MessageRecord {
            id,
            person: Some(PERSON),
            template: "sign_in_code".to_owned(),
            language: "ar".to_owned(),
            recipient: Recipient::Mobile(Mobile::parse("0612345678").unwrap()),
            code: Some("00000042".to_owned()),
            code_until: Some(at(until)),
            created_at: at(id),
        };
        write(&store, async |tx| {
            for (id, until) in [(1, 100), (2, 200), (3, 300), (4, 400)] {
                messages::add_message(tx, &message(id, until)).await?;
            }
            messages::add_message(tx, &MessageRecord { code: None, code_until: None, ..message(5, 0) })
                .await?;
            messages::erase_code(tx, 3).await?;
            messages::forget_past(tx, at(200), at(1)).await
        })
        .await;
        let newest = messages::find_newest(&mut store.read().await.unwrap(), 3).await.unwrap();
        let shown: Vec<_> = newest.iter().map(|message| (message.id, message.code.as_deref())).collect();
        assert_eq!(shown, [(5, None), (4, Some("00000042")), (3, None)]);
        let all = messages::find_newest(&mut store.read().await.unwrap(), 9).await.unwrap();
        assert_eq!(all.last().map(|message| (message.id, message.code.is_some())), Some((2, false)));
    });
}
