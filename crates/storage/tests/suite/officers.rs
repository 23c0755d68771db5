//! Officers: one login and one name each, a code's step taken once, a link found by its digest alone, sessions that end
//! with their officer.

use crate::ground::{Ground, on_both};
use damane_domain::claim::OfficerName;
use damane_domain::ids::{OfficerId, PersonId};
use damane_domain::office::{OfficerLogin, OfficerRole, SearchPurpose};
use damane_domain::time::Timestamp;
use damane_storage::accounts::Failures;
use damane_storage::officers::{self, Enrolment, OfficerRecord, OfficerSessionRecord, SearchRecord};
use damane_storage::{StorageError, Store, Tx};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

async fn write<T>(store: &Store, work: impl AsyncFn(&mut Tx) -> Result<T, StorageError>) -> T {
    store.write(work).await.unwrap()
}

fn officer(id: i64, login: &str, name: &str) -> OfficerRecord {
    OfficerRecord {
        id: OfficerId(id),
        login: OfficerLogin::parse(login).unwrap(),
        name: OfficerName::parse(name).unwrap(),
        office: "casa".to_owned(),
        roles: vec![OfficerRole::Decide, OfficerRole::Accounts],
        password: None,
        secret: None,
        used_step: 0,
        enrolment: None,
        active: true,
        added_at: at(1),
    }
}

#[test]
fn an_officer_enrols_once_and_a_codes_step_is_taken_once() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let new = officer(7, "l.bennis", "L. Bennis");
        write(&store, async |tx| officers::add_officer(tx, &new).await).await;
        let link = Enrolment { token: [3; 32], ends_at: at(100), offered: None };
        write(&store, async |tx| officers::put_enrolment(tx, new.id, &link).await).await;
        write(&store, async |tx| officers::offer_secret(tx, new.id, &[1, 0, 0xff]).await).await;
        let found = officers::find_by_enrolment(&mut store.read().await.unwrap(), &[3; 32]).await.unwrap();
        let found = found.unwrap();
        assert_eq!(found.enrolment.unwrap().offered, Some(vec![1, 0, 0xff]));
        assert_eq!(found.roles, new.roles);
        write(&store, async |tx| officers::enrol(tx, new.id, "hash", &[9], 5).await).await;
        let mut reader = store.read().await.unwrap();
        assert!(officers::find_by_enrolment(&mut reader, &[3; 32]).await.unwrap().is_none());
        drop(reader);
        assert!(!write(&store, async |tx| officers::use_step(tx, new.id, 5).await).await);
        assert!(write(&store, async |tx| officers::use_step(tx, new.id, 6).await).await);
        assert!(!write(&store, async |tx| officers::use_step(tx, new.id, 6).await).await);
    });
}

#[test]
fn a_login_and_a_name_are_one_officers() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        write(&store, async |tx| officers::add_officer(tx, &officer(7, "l.bennis", "L. Bennis")).await).await;
        for other in [officer(8, "l.bennis", "K. Tazi"), officer(8, "k.tazi", "l  bennis")] {
            let added = store.write(async |tx| officers::add_officer(tx, &other).await).await;
            assert!(matches!(added, Err(StorageError::Conflict)), "{added:?}");
        }
        assert_eq!(officers::find_officers(&mut store.read().await.unwrap()).await.unwrap().len(), 1);
    });
}

#[test]
fn a_session_is_found_with_its_officer_and_ends() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let new = officer(7, "l.bennis", "L. Bennis");
        write(&store, async |tx| officers::add_officer(tx, &new).await).await;
        let session =
            OfficerSessionRecord { id: [4; 32], officer: new.id, used_at: at(10), ends_at: at(100) };
        write(&store, async |tx| officers::add_session(tx, &session).await).await;
        write(&store, async |tx| officers::use_session(tx, &[4; 32], at(20)).await).await;
        let found = officers::find_session(&mut store.read().await.unwrap(), &[4; 32]).await.unwrap();
        let (kept, owner) = found.unwrap();
        assert_eq!((kept.used_at, owner.login.as_str()), (at(20), "l.bennis"));
        write(&store, async |tx| officers::set_active(tx, new.id, false).await).await;
        let found = officers::find_session(&mut store.read().await.unwrap(), &[4; 32]).await.unwrap();
        assert!(!found.unwrap().1.active);
        write(&store, async |tx| officers::end_sessions_of(tx, new.id).await).await;
        assert!(!write(&store, async |tx| officers::end_session(tx, &[4; 32]).await).await);
    });
}

#[test]
fn failures_and_searches_are_kept_and_the_past_is_forgotten() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let new = officer(7, "l.bennis", "L. Bennis");
        write(&store, async |tx| officers::add_officer(tx, &new).await).await;
        for count in [1, 2] {
            let next = Failures { count, last_at: at(5), locked_until: at(6) };
            write(&store, async |tx| officers::put_failures(tx, &[1; 32], &next).await).await;
        }
        let found = officers::find_failures(&mut store.read().await.unwrap(), &[1; 32]).await.unwrap();
        assert_eq!(found.unwrap().count, 2);
        for (id, second) in [(1, 5), (2, 6)] {
            let search = SearchRecord {
                id,
                officer: new.id,
                person: Some(PersonId(7)),
                purpose: SearchPurpose::Claim,
                note: vec![0, 0xff],
                at: at(second),
            };
            write(&store, async |tx| officers::add_search(tx, &search).await).await;
        }
        let known = async || {
            let found = officers::find_searches(&mut store.read().await.unwrap(), PersonId(7), 10).await;
            found.unwrap().into_iter().map(|(search, officer)| (search.id, officer)).collect::<Vec<_>>()
        };
        let named = |id: i64| (id, "L. Bennis".to_owned());
        assert_eq!(known().await, [named(2), named(1)]);
        write(&store, async |tx| officers::forget_searches(tx, at(5)).await).await;
        assert_eq!(known().await, [named(2)]);
        let session = OfficerSessionRecord { id: [4; 32], officer: new.id, used_at: at(1), ends_at: at(10) };
        write(&store, async |tx| officers::add_session(tx, &session).await).await;
        write(&store, async |tx| officers::forget_past(tx, at(10), at(5)).await).await;
        let mut reader = store.read().await.unwrap();
        assert!(officers::find_failures(&mut reader, &[1; 32]).await.unwrap().is_none());
        assert!(officers::find_session(&mut reader, &[4; 32]).await.unwrap().is_none());
    });
}
