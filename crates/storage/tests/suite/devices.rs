//! Devices and families of tokens: each its owner's, and nothing left of what was revoked.

use crate::accounts::{OTHER, PERSON, at, opened, write};
use crate::ground::{Ground, on_both};
use damane_domain::ids::PersonId;
use damane_storage::accounts::{self, Family, SessionRecord, TokenPair};
use damane_storage::{Store, Writes, ask};

const DEVICE: [u8; 32] = [4; 32];

fn pair(number: u8, until: i64) -> TokenPair {
    TokenPair {
        token: [number; 32],
        token_until: at(until),
        renewal: [number + 100; 32],
        ends_at: at(until + 1_000),
    }
}

/// A bound session of a person on a device, whose first token is its id.
async fn bound(store: &Store, person: PersonId, device: [u8; 32], id: u8) {
    let session = SessionRecord {
        id: [id; 32],
        person,
        device,
        used_at: at(10),
        idle_micros: 1_000_000_000,
        ends_at: at(500),
    };
    write(store, async |tx| {
        accounts::trust_device(tx, person, &device, Some("x"), at(5)).await?;
        tx.send(|writes| accounts::add_session(writes, &session)).await?;
        accounts::bind_session(tx, &[id; 32], &[id + 50; 32], &[9; 32], &pair(id, 20)).await?;
        accounts::put_device_key(tx, person, &device, &[9; 32]).await
    })
    .await;
}

#[test]
fn a_bound_session_is_found_by_the_token_it_has_now_and_keeps_its_id() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        bound(&store, PERSON, DEVICE, 1).await;
        let mut reader = store.read().await.unwrap();
        assert!(accounts::find_session(&mut reader, &[1; 32]).await.unwrap().is_none(), "not without a key");
        let found = accounts::find_bound_session(&mut reader, &[1; 32]).await.unwrap().unwrap();
        assert_eq!((found.session.id, found.key, found.token_until), ([1; 32], [9; 32], at(20)));
        assert_eq!((found.session.person, found.session.ends_at), (PERSON, at(1_020)));
        drop(reader);
        let renewed = write(&store, async |tx| {
            accounts::renew_family(tx, &[51; 32], &[101; 32], &pair(2, 30), at(25)).await
        });
        renewed.await;
        let mut reader = store.read().await.unwrap();
        assert!(
            accounts::find_bound_session(&mut reader, &[1; 32]).await.unwrap().is_none(),
            "the old token"
        );
        let found = accounts::find_bound_session(&mut reader, &[2; 32]).await.unwrap().unwrap();
        assert_eq!((found.session.id, found.session.used_at), ([1; 32], at(25)));
        let family = accounts::find_family(&mut reader, &[51; 32]).await.unwrap();
        let expected = Family {
            person: PERSON,
            device: DEVICE,
            key: [9; 32],
            renewal: [102; 32],
            renewal_before: Some([101; 32]),
            ends_at: at(1_030),
        };
        assert_eq!(family, Some(expected));
        assert_eq!(accounts::find_family(&mut reader, &[52; 32]).await.unwrap(), None);
    });
}

#[test]
fn a_device_is_used_with_its_key_or_not_at_all() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        bound(&store, PERSON, DEVICE, 1).await;
        write(&store, async |tx| accounts::trust_device(tx, OTHER, &DEVICE, None, at(5)).await).await;
        for (person, key, is_known) in [
            (PERSON, Some([9; 32]), true),
            (PERSON, Some([8; 32]), false),
            (PERSON, None, false),
            (OTHER, Some([9; 32]), true),
            (OTHER, None, true),
        ] {
            let mut reader = store.read().await.unwrap();
            let known = ask(&mut reader, |q| accounts::ask_trusted(q, person, &DEVICE, key.as_ref())).await;
            assert_eq!(known.unwrap(), is_known, "{person:?} {key:?}");
        }
    });
}

#[test]
fn devices_are_listed_named_and_revoked_for_their_owner_alone() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        bound(&store, PERSON, DEVICE, 1).await;
        bound(&store, OTHER, DEVICE, 2).await;
        write(&store, async |tx| accounts::trust_device(tx, PERSON, &[5; 32], None, at(6)).await).await;
        let list = async |person| {
            let mut reader = store.read().await.unwrap();
            let devices = accounts::find_devices(&mut reader, person, at(100)).await.unwrap();
            devices
                .into_iter()
                .map(|device| {
                    (device.device[0], device.name, device.has_key, device.signed_in, device.used_at)
                })
                .collect::<Vec<_>>()
        };
        let first = (4, Some("x".to_owned()), true, true, at(10));
        assert_eq!(list(PERSON).await, [first.clone(), (5, None, false, false, at(6))]);
        let used = |writes: &mut Writes| accounts::use_device(writes, PERSON, &[5; 32], at(8));
        write(&store, async |tx| tx.send(used).await).await;
        assert_eq!(list(PERSON).await[1], (5, None, false, false, at(8)), "its use is noted");
        for (person, device, is_there) in [(PERSON, [4; 32], true), (OTHER, [5; 32], false)] {
            let named = write(&store, async |tx| accounts::name_device(tx, person, &device, "هاتف").await);
            assert_eq!(named.await, is_there);
            let revoked = write(&store, async |tx| accounts::revoke_device(tx, person, &device).await);
            assert_eq!(revoked.await, is_there);
        }
        assert_eq!(list(PERSON).await.len(), 1);
        assert_eq!(list(OTHER).await, [first], "the same device of another person");
        let mut reader = store.read().await.unwrap();
        assert!(accounts::find_bound_session(&mut reader, &[1; 32]).await.unwrap().is_none());
        assert!(accounts::find_bound_session(&mut reader, &[2; 32]).await.unwrap().is_some());
    });
}
