//! Messages: leased by one, marked by whoever sent them, tried again when their sender died.

use crate::ground::{Ground, on_both};
use damane_domain::ids::{Email, Mobile};
use damane_domain::time::Timestamp;
use damane_storage::messages::{self, Channel, LeasedMessage, MessageRecord, Recipient};
use damane_storage::{StorageError, Store, Tx};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

async fn write<T>(store: &Store, work: impl AsyncFn(&mut Tx) -> Result<T, StorageError>) -> T {
    store.write(work).await.unwrap()
}

/// An SMS written at that second, about nobody; with a code that is good until then.
fn sms(id: i64, seconds: i64, code_until: Option<i64>) -> MessageRecord {
    MessageRecord {
        id,
        person: None,
        template: "account_opened".to_owned(),
        language: "ar".to_owned(),
        recipient: Recipient::Mobile(Mobile::parse("0612345678").unwrap()),
        code: code_until.map(|_| format!("sealed-{id}")),
        code_until: code_until.map(at),
        created_at: at(seconds),
    }
}

fn email(id: i64, seconds: i64) -> MessageRecord {
    let recipient = Recipient::Email(Email::parse("n@damane.example").unwrap());
    MessageRecord { recipient, ..sms(id, seconds, None) }
}

async fn opened(ground: &Ground, messages: &[MessageRecord]) -> Store {
    let store = ground.open().await;
    write(&store, async |tx| {
        for message in messages {
            messages::add_message(tx, message).await?;
        }
        Ok(())
    })
    .await;
    store
}

async fn lease(store: &Store, channel: Channel, now: i64, until: i64, most: u32) -> Vec<LeasedMessage> {
    write(store, async |tx| messages::lease_due(tx, channel, at(now), at(until), most).await).await
}

fn ids(leased: &[LeasedMessage]) -> Vec<i64> {
    let mut ids: Vec<_> = leased.iter().map(|leased| leased.message.id).collect();
    ids.sort_unstable();
    ids
}

async fn is_due(store: &Store, channel: Channel, now: i64) -> bool {
    messages::is_due(&mut store.read().await.unwrap(), channel, at(now)).await.unwrap()
}

#[test]
fn a_leased_message_is_nobody_elses_until_its_lease_ends() {
    on_both(async |ground: Ground| {
        let store = opened(&ground, &[sms(1, 10, None), sms(2, 20, None), email(3, 10)]).await;
        assert!(!is_due(&store, Channel::Sms, 9).await);
        let first = lease(&store, Channel::Sms, 15, 45, 9).await;
        assert_eq!(ids(&first), [1], "what is due, of that channel");
        assert_eq!((first[0].attempts, first[0].message.created_at), (1, at(10)));
        assert_eq!(ids(&lease(&store, Channel::Sms, 30, 60, 9).await), [2]);
        assert!(!is_due(&store, Channel::Sms, 44).await);
        assert!(lease(&store, Channel::Sms, 44, 74, 9).await.is_empty());
        let again = lease(&store, Channel::Sms, 45, 75, 9).await;
        assert_eq!((ids(&again), again[0].attempts), (vec![1], 2), "its sender died");
        assert_eq!(ids(&lease(&store, Channel::Email, 45, 75, 9).await), [3]);
    });
}

#[test]
fn codes_go_first_the_one_that_runs_out_soonest_before_the_others() {
    on_both(async |ground: Ground| {
        let messages = [
            sms(1, 1, None),
            sms(2, 2, Some(900)),
            sms(3, 3, Some(600)),
            sms(4, 4, Some(700)),
            sms(5, 5, None),
        ];
        let store = opened(&ground, &messages).await;
        for expected in [vec![3, 4], vec![1, 2], vec![5], vec![]] {
            assert_eq!(ids(&lease(&store, Channel::Sms, 10, 40, 2).await), expected);
        }
    });
}

#[test]
fn a_message_that_left_is_never_due_again_and_its_code_is_gone() {
    on_both(async |ground: Ground| {
        let store = opened(&ground, &[sms(1, 10, Some(600))]).await;
        let leased = lease(&store, Channel::Sms, 10, 40, 9).await;
        assert_eq!(leased[0].message.code.as_deref(), Some("sealed-1"));
        write(&store, async |tx| messages::mark_sent(tx, 1, at(11)).await).await;
        assert!(!is_due(&store, Channel::Sms, 9_999).await);
        let kept = messages::find_newest(&mut store.read().await.unwrap(), 9).await.unwrap();
        assert_eq!((kept.len(), kept[0].code.as_deref(), kept[0].code_until), (1, None, Some(at(600))));
    });
}

#[test]
fn a_message_put_off_is_due_then_and_one_given_up_never() {
    on_both(async |ground: Ground| {
        let store = opened(&ground, &[sms(1, 10, None), sms(2, 10, Some(600))]).await;
        assert_eq!(lease(&store, Channel::Sms, 10, 40, 9).await.len(), 2);
        write(&store, async |tx| {
            messages::put_off(tx, 1, at(40), at(25), "throttled").await?;
            messages::mark_failed(tx, 2, at(40), at(12), "http_422").await
        })
        .await;
        assert!(!is_due(&store, Channel::Sms, 24).await);
        let again = lease(&store, Channel::Sms, 25, 55, 9).await;
        assert_eq!((ids(&again), again[0].attempts), (vec![1], 2));
        let kept = messages::find_newest(&mut store.read().await.unwrap(), 9).await.unwrap();
        assert!(kept.iter().all(|message| message.code.is_none()), "a code given up is gone");
    });
}

#[test]
fn who_lost_its_lease_puts_nothing_off_but_what_it_sent_is_sent() {
    on_both(async |ground: Ground| {
        let store = opened(&ground, &[sms(1, 10, None)]).await;
        lease(&store, Channel::Sms, 10, 40, 9).await;
        assert_eq!(lease(&store, Channel::Sms, 40, 70, 9).await.len(), 1, "another one has it now");
        write(&store, async |tx| {
            messages::put_off(tx, 1, at(40), at(41), "slow").await?;
            messages::mark_failed(tx, 1, at(40), at(41), "http_422").await
        })
        .await;
        assert!(!is_due(&store, Channel::Sms, 69).await, "the second lease stands");
        assert!(is_due(&store, Channel::Sms, 70).await, "and it was not given up");
        write(&store, async |tx| messages::mark_sent(tx, 1, at(71)).await).await;
        assert!(!is_due(&store, Channel::Sms, 9_999).await);
    });
}
