//! What protects an account, and the changes that wait: each is its own person's, is taken once, and goes when the
//! account is closed.

use crate::accounts::{OTHER, PERSON, at, challenge, opened, write};
use crate::ground::{Ground, on_both};
use damane_domain::ids::{Email, Mobile, PersonId, Rib};
use damane_storage::accounts::{self, Adding, Ceremony, PasskeyRecord, PendingChange, SessionRecord};
use damane_storage::{Engine, StorageError, Store, register};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

fn session(id: u8, person: PersonId) -> SessionRecord {
    let (used_at, ends_at) = (at(10), at(9_999));
    SessionRecord { id: [id; 32], person, device: [4; 32], used_at, idle_micros: 1_800_000_000, ends_at }
}

fn passkey(person: PersonId, id: u8) -> PasskeyRecord {
    PasskeyRecord {
        person,
        id: [id; 16],
        credential: vec![id; 20],
        handle: [9; 16],
        name: "هاتف".to_owned(),
        public_key: "{\"counter\":0}".to_owned(),
        added_at: at(i64::from(id)),
        used_at: None,
    }
}

fn waiting(person: PersonId, detail: &str, value: &str, seconds: i64) -> PendingChange {
    let (detail, value) = (detail.to_owned(), value.to_owned());
    PendingChange { person, detail, value, asked_at: at(1), effective_at: at(seconds) }
}

fn ceremony(id: u8, adds: Option<Adding>) -> Ceremony {
    Ceremony { id: [id; 32], adds, state: "{}".to_owned(), expires_at: at(100) }
}

const ADDS: Adding = Adding { person: PERSON, session: [3; 32], handle: [9; 16] };

#[test]
fn a_session_is_confirmed_for_itself_and_until_a_time() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let confirmed = write(&store, async |tx| {
            for (id, person) in [(1, PERSON), (2, PERSON), (3, OTHER)] {
                tx.send(|writes| accounts::add_session(writes, &session(id, person))).await?;
            }
            let theirs = accounts::confirm_session(tx, PERSON, &[3; 32], at(300)).await?;
            Ok((accounts::confirm_session(tx, PERSON, &[1; 32], at(300)).await?, theirs))
        });
        assert_eq!(confirmed.await, (true, false), "another person's session is not confirmed");
        let mut reader = store.read().await.unwrap();
        for (id, until) in [(1, Some(at(300))), (2, None), (9, None)] {
            let found = accounts::find_confirmation(&mut reader, PERSON, &[id; 32]).await.unwrap();
            assert_eq!(found, until, "{id}");
        }
        drop(reader);
        write(&store, async |tx| accounts::end_other_sessions(tx, PERSON, &[2; 32]).await).await;
        let mut reader = store.read().await.unwrap();
        for (id, stands) in [(1, false), (2, true), (3, true)] {
            let found = accounts::find_session(&mut reader, &[id; 32]).await.unwrap();
            assert_eq!(found.is_some(), stands, "{id}");
        }
    });
}

#[test]
fn an_authenticator_is_offered_then_in_use_and_takes_each_step_once() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let find = async |in_use| {
            accounts::find_authenticator(&mut store.read().await.unwrap(), PERSON, in_use).await.unwrap()
        };
        write(&store, async |tx| accounts::offer_authenticator(tx, PERSON, &[1, 2], at(5)).await).await;
        write(&store, async |tx| accounts::offer_authenticator(tx, PERSON, &[3], at(6)).await).await;
        let offered = find(false).await.unwrap();
        assert_eq!((offered.secret, offered.made_at), (vec![3], at(6)), "the newer offer stands");
        assert!(find(true).await.is_none());
        assert!(!write(&store, async |tx| accounts::use_step(tx, PERSON, 8).await).await, "none is in use");
        write(&store, async |tx| accounts::put_authenticator_in_use(tx, PERSON, 7).await).await;
        assert!(find(false).await.is_none());
        write(&store, async |tx| accounts::put_authenticator_failures(tx, PERSON, 4, at(9)).await).await;
        let in_use = find(true).await.unwrap();
        assert_eq!((in_use.used_step, in_use.failures, in_use.failed_at), (7, 4, at(9)));
        for (step, is_taken) in [(7, false), (8, true), (8, false), (6, false), (9, true)] {
            let taken = write(&store, async |tx| accounts::use_step(tx, PERSON, step).await);
            assert_eq!(taken.await, is_taken, "{step}");
        }
        assert_eq!(find(true).await.unwrap().failures, 0, "a right code forgets wrong ones");
        write(&store, async |tx| {
            accounts::offer_authenticator(tx, PERSON, &[4], at(7)).await?;
            accounts::put_authenticator_in_use(tx, PERSON, 1).await
        })
        .await;
        assert_eq!(find(true).await.unwrap().secret, [4], "the newer one takes its place");
        assert!(!write(&store, async |tx| accounts::remove_authenticator(tx, OTHER).await).await);
        assert!(write(&store, async |tx| accounts::remove_authenticator(tx, PERSON).await).await);
        assert!(find(true).await.is_none());
    });
}

#[test]
fn a_printed_code_is_used_once_by_its_person_and_a_new_sheet_voids_the_older() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let left =
            async || accounts::count_recovery_codes(&mut store.read().await.unwrap(), PERSON).await.unwrap();
        let take = async |person, code: u8| {
            write(&store, async |tx| accounts::use_recovery_code(tx, person, &[code; 32], at(3)).await).await
        };
        write(&store, async |tx| {
            accounts::put_recovery_codes(tx, PERSON, &[[1; 32], [2; 32], [3; 32]], at(1)).await
        })
        .await;
        assert_eq!(left().await, 3);
        assert!(!take(OTHER, 1).await, "another person's code");
        assert!(take(PERSON, 1).await);
        assert!(!take(PERSON, 1).await, "it was used");
        assert_eq!(left().await, 2);
        write(&store, async |tx| accounts::put_recovery_codes(tx, PERSON, &[[4; 32]], at(2)).await).await;
        assert!(!take(PERSON, 2).await, "of the older sheet");
        assert_eq!(left().await, 1);
    });
}

#[test]
fn a_passkey_is_one_persons_and_its_ceremony_is_taken_once() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        for (key, is_added) in [
            (passkey(PERSON, 2), true),
            (passkey(PERSON, 1), true),
            (PasskeyRecord { id: [7; 16], ..passkey(OTHER, 2) }, false),
        ] {
            let added = write(&store, async |tx| accounts::add_passkey(tx, &key).await);
            assert_eq!(added.await, is_added, "a credential is known once, whoever has it");
        }
        write(&store, async |tx| accounts::use_passkey(tx, PERSON, &[2; 16], "{}", at(50)).await).await;
        let find =
            async |person| accounts::find_passkeys(&mut store.read().await.unwrap(), person).await.unwrap();
        let used = PasskeyRecord { public_key: "{}".to_owned(), used_at: Some(at(50)), ..passkey(PERSON, 2) };
        assert_eq!(find(PERSON).await, [passkey(PERSON, 1), used.clone()], "oldest first");
        let by_credential = accounts::find_passkey_of(&mut store.read().await.unwrap(), &[2; 20]).await;
        assert_eq!(by_credential.unwrap(), Some(used));
        assert!(!write(&store, async |tx| accounts::remove_passkey(tx, OTHER, &[1; 16]).await).await);
        assert!(write(&store, async |tx| accounts::remove_passkey(tx, PERSON, &[1; 16]).await).await);
        assert_eq!(find(PERSON).await.len(), 1);

        for begun in [ceremony(1, Some(ADDS)), ceremony(2, None)] {
            write(&store, async |tx| accounts::add_ceremony(tx, &begun).await).await;
            let taken = write(&store, async |tx| accounts::take_ceremony(tx, &begun.id).await).await;
            assert_eq!(taken, Some(begun.clone()));
            let again = write(&store, async |tx| accounts::take_ceremony(tx, &begun.id).await).await;
            assert_eq!(again, None);
        }
        write(&store, async |tx| {
            accounts::add_ceremony(tx, &ceremony(3, None)).await?;
            accounts::forget_past(tx, at(100), at(0)).await
        })
        .await;
        assert_eq!(write(&store, async |tx| accounts::take_ceremony(tx, &[3; 32]).await).await, None);
    });
}

#[test]
fn a_change_that_waits_is_due_in_its_time_unless_guarded_withdrawn_or_replaced() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let put = async |change: PendingChange| {
            write(&store, async |tx| accounts::put_change(tx, &change).await).await;
        };
        let due = async |seconds| {
            let mut reader = store.read().await.unwrap();
            accounts::find_due_changes(&mut reader, at(seconds), 9).await.unwrap()
        };
        let first = waiting(PERSON, "mobile", "+212600000001", 100);
        put(first.clone()).await;
        put(waiting(PERSON, "rib", "x", 90)).await;
        put(waiting(OTHER, "email", "a@example.ma", 80)).await;
        assert_eq!(due(79).await, []);
        assert_eq!(due(80).await, [waiting(OTHER, "email", "a@example.ma", 80)]);
        assert_eq!(due(100).await.len(), 3);
        guard(&ground, OTHER, 1_000).await;
        let details: Vec<_> = due(100).await.into_iter().map(|change| change.detail).collect();
        assert_eq!(details, ["rib", "mobile"], "a guarded account's changes wait longer");
        assert_eq!(due(1_000).await.len(), 3);

        let second = waiting(PERSON, "mobile", "+212600000002", 200);
        put(second.clone()).await;
        assert!(!write(&store, async |tx| accounts::take_change(tx, &first).await).await, "it was replaced");
        assert!(write(&store, async |tx| accounts::withdraw_change(tx, PERSON, "rib").await).await);
        assert!(!write(&store, async |tx| accounts::withdraw_change(tx, PERSON, "rib").await).await);
        let mut reader = store.read().await.unwrap();
        let waiting = accounts::find_changes(&mut reader, PERSON).await.unwrap();
        assert_eq!(waiting, std::slice::from_ref(&second));
        drop(reader);
        assert!(write(&store, async |tx| accounts::take_change(tx, &second).await).await);
        assert!(!write(&store, async |tx| accounts::take_change(tx, &second).await).await);
    });
}

/// Columns of an account that another room writes.
async fn guard(ground: &Ground, person: PersonId, until: i64) {
    let mut connection = sqlx::AnyConnection::connect(&ground.url).await.unwrap();
    let query = sqlx::query("UPDATE accounts SET guarded_until = $2 WHERE person = $1");
    query.bind(person.0).bind(at(until).as_micros()).execute(&mut connection).await.unwrap();
}

#[test]
fn details_are_those_of_the_account_before_those_of_the_register() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        let find = async |person| {
            accounts::find_details(&mut store.read().await.unwrap(), person).await.unwrap().unwrap()
        };
        let declared = Mobile::parse("0612345678").unwrap();
        let before = find(PERSON).await;
        assert_eq!((before.mobile, before.email), (Some(declared.clone()), None));
        let password_changed_at = before.password_changed_at;
        assert_eq!((before.opened_at, before.guarded_until, password_changed_at), (at(2), None, Some(at(2))));
        let (mobile, email) =
            (Mobile::parse("0700000001").unwrap(), Email::parse("Salma@Example.ma").unwrap());
        let rib = Rib::from_account("0117800000999999999999").unwrap();
        write(&store, async |tx| {
            accounts::keep_mobile(tx, PERSON, &mobile).await?;
            accounts::change_email(tx, PERSON, &email).await?;
            accounts::change_password(tx, PERSON, "another", at(30)).await?;
            register::change_rib(tx, PERSON, &rib, at(31)).await
        })
        .await;
        let after = find(PERSON).await;
        assert_eq!(
            (after.mobile, after.email, after.rib),
            (Some(mobile.clone()), Some(email), Some(rib.clone()))
        );
        assert_eq!(after.password_changed_at, Some(at(30)));
        let mut reader = store.read().await.unwrap();
        let account = accounts::find_account(&mut reader, &after.registration_number).await.unwrap().unwrap();
        assert_eq!((account.mobile, account.password.as_str()), (Some(mobile), "another"), "codes go there");
        let history = register::find_changes(&mut reader, PERSON).await.unwrap();
        assert_eq!((history[0].at, history[0].detail.as_str()), (at(31), "rib"));
        assert_eq!(history[0].became.as_deref(), Some(rib.as_str()));
        assert_eq!(history[0].was, before.rib.map(|rib| rib.to_string()));
        let same = Email::parse("salma@example.MA").unwrap();
        assert_eq!(accounts::find_email_owner(&mut reader, &same).await.unwrap(), Some(PERSON));
        drop(reader);
        let taken = store.write(async |tx| accounts::change_email(tx, OTHER, &same).await).await;
        assert!(matches!(taken, Err(StorageError::Conflict)), "one e-mail, one account");
    });
}

/// One row in each table that refers to an account.
async fn furnish(store: &Store, person: PersonId, id: u8) {
    write(store, async |tx| {
        tx.send(|writes| accounts::add_session(writes, &session(id, person))).await?;
        accounts::trust_device(tx, person, &[id; 32], None, at(5)).await?;
        accounts::add_challenge(tx, &challenge(id, person, 5)).await?;
        accounts::add_step_code(tx, person, 40, at(5)).await?;
        accounts::offer_authenticator(tx, person, &[1], at(5)).await?;
        accounts::put_recovery_codes(tx, person, &[[id; 32]], at(5)).await?;
        accounts::add_passkey(tx, &passkey(person, id)).await?;
        accounts::add_ceremony(tx, &ceremony(id, Some(Adding { person, ..ADDS }))).await?;
        accounts::put_change(tx, &waiting(person, "rib", "x", 90)).await
    })
    .await;
}

/// The tables that refer to an account, by what the engine knows of itself.
async fn referring(ground: &Ground) -> Vec<String> {
    let query = match ground.engine {
        Engine::Sqlite => {
            "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
             ON f.\"table\" = 'accounts' WHERE m.type = 'table' ORDER BY m.name"
        }
        Engine::Postgres => {
            "SELECT DISTINCT CAST(c.conrelid::regclass AS TEXT) FROM pg_constraint c \
             WHERE c.contype = 'f' AND c.confrelid = 'accounts'::regclass ORDER BY 1"
        }
    };
    let mut connection = sqlx::AnyConnection::connect(&ground.url).await.unwrap();
    let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| row.try_get(0).unwrap()).collect()
}

async fn count(ground: &Ground, table: &str, person: PersonId) -> i64 {
    let mut connection = sqlx::AnyConnection::connect(&ground.url).await.unwrap();
    let query = format!("SELECT COUNT(*) FROM {table} WHERE person = $1");
    let query = sqlx::query(AssertSqlSafe(query)).bind(person.0);
    query.fetch_one(&mut connection).await.unwrap().try_get(0).unwrap()
}

#[test]
fn a_closed_account_takes_along_all_that_hangs_on_it_and_nothing_of_anyone_else() {
    on_both(async |ground: Ground| {
        let store = opened(&ground).await;
        furnish(&store, PERSON, 1).await;
        furnish(&store, OTHER, 2).await;
        let tables = referring(&ground).await;
        assert!(tables.len() >= 9, "{tables:?}");
        for table in &tables {
            let rows = count(&ground, table, PERSON).await;
            assert!(
                rows > 0,
                "{table}: put a row of it into this test, and empty it when an account is closed"
            );
        }
        assert!(write(&store, async |tx| accounts::close_account(tx, PERSON).await).await);
        assert!(!write(&store, async |tx| accounts::close_account(tx, PERSON).await).await);
        for table in tables.iter().map(String::as_str).chain(["accounts"]) {
            let rows = (count(&ground, table, PERSON).await, count(&ground, table, OTHER).await);
            assert!(rows.0 == 0 && rows.1 > 0, "{table}: {rows:?}");
        }
        assert_eq!(count(&ground, "persons", PERSON).await, 1, "the register keeps them");
        assert!(write(&store, async |tx| accounts::add_account(tx, PERSON, "phc", "ar", at(9)).await).await);
    });
}
