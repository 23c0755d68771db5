//! The door to both engines: opening, transactions, what is tried again.

use crate::ground::{Ground, grounds, on_both, server};
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::audit::{self, AuditEntry};
use damane_storage::{Engine, Questions, StorageError, Store, Transient};
use sqlx::Row;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

async fn count(store: &Store, counter: &str) -> i64 {
    let mut reader = store.read().await.unwrap();
    let query = sqlx::query("SELECT value FROM counters WHERE counter = $1").bind(counter);
    query.fetch_optional(&mut *reader).await.unwrap().map_or(0, |row| row.try_get(0).unwrap())
}

async fn set(tx: &mut damane_storage::Tx, counter: &str, value: i64) -> Result<(), StorageError> {
    let text = "INSERT INTO counters (counter, value) VALUES ($1, $2) \
                ON CONFLICT (counter) DO UPDATE SET value = excluded.value";
    sqlx::query(text).bind(counter).bind(value).execute(&mut **tx).await?;
    Ok(())
}

/// Without this, a suite that lost its server would pass on SQLite alone.
#[test]
fn where_a_server_is_offered_postgresql_really_answers() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let engines = grounds().await;
        let Some(_) = server() else {
            assert_eq!(engines.len(), 1);
            return;
        };
        let postgres = engines.iter().find(|ground| ground.engine == Engine::Postgres).unwrap();
        let store = postgres.open().await;
        assert_eq!(store.engine(), Engine::Postgres);
        let mut reader = store.read().await.unwrap();
        let row = sqlx::query("SELECT version()").fetch_one(&mut *reader).await.unwrap();
        assert!(row.try_get::<String, _>(0).unwrap().starts_with("PostgreSQL "));
    });
}

#[test]
fn opening_again_changes_nothing() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        store.write(async |tx| set(tx, "kept", 7).await).await.unwrap();
        store.close().await;
        assert_eq!(count(&ground.open().await, "kept").await, 7);
    });
}

#[test]
fn two_portals_that_start_together_make_the_tables_once() {
    on_both(async |ground: Ground| {
        let stores =
            tokio::join!(Store::open(&ground.url), Store::open(&ground.url), Store::open(&ground.url));
        for store in [stores.0, stores.1, stores.2] {
            assert_eq!(count(&store.unwrap(), "declaration_files").await, 0);
        }
    });
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let newer = "INSERT INTO schema_steps (version, digest) VALUES (9999, '00')";
        store
            .write(async |tx| Ok::<_, StorageError>(sqlx::query(newer).execute(&mut **tx).await.map(drop)?))
            .await
            .unwrap();
        store.close().await;
        let refusal = Store::open(&ground.url).await.unwrap_err();
        assert!(matches!(refusal, StorageError::Schema { found: 9999 }), "{refusal:?}");
    });
}

#[test]
fn a_step_that_was_changed_after_it_was_applied_is_found() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let other = "UPDATE schema_steps SET digest = 'ab' WHERE version = 1";
        store
            .write(async |tx| Ok::<_, StorageError>(sqlx::query(other).execute(&mut **tx).await.map(drop)?))
            .await
            .unwrap();
        store.close().await;
        assert!(matches!(Store::open(&ground.url).await, Err(StorageError::Schema { found: 1 })));
    });
}

#[test]
fn what_a_refused_transaction_wrote_is_undone() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let refused = store
            .write(async |tx| {
                set(tx, "refused", 1).await?;
                Err::<(), _>(StorageError::Conflict)
            })
            .await;
        assert!(matches!(refused, Err(StorageError::Conflict)));
        let mut dropped = store.begin().await.unwrap();
        set(&mut dropped, "dropped", 1).await.unwrap();
        drop(dropped);
        store.write(async |tx| set(tx, "kept", 1).await).await.unwrap();
        let counts =
            (count(&store, "refused").await, count(&store, "dropped").await, count(&store, "kept").await);
        assert_eq!(counts, (0, 0, 1));
    });
}

#[test]
fn what_is_asked_with_the_start_is_answered_in_its_place_and_undone_with_it() {
    let (first, second) = (PersonId(1), PersonId(2));
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let said = |person| AuditEntry {
            person: Some(person),
            actor: "person".to_owned(),
            action: "signed_in".to_owned(),
            detail: String::new(),
            device: None,
            at: Timestamp::from_micros(1),
        };
        for person in [second, second, first] {
            store.write(async |tx| audit::append(tx, &said(person)).await).await.unwrap();
        }
        let heads = |questions: &mut Questions| {
            [first, PersonId(3), second].map(|person| audit::ask_head(questions, said(person).chain()))
        };
        let (mut tx, asked, answers) = store.begin_asking(heads).await.unwrap();
        let found = asked.map(|head| answers.of(&head).unwrap().entries);
        assert_eq!(found, [1, 0, 2], "a question without rows takes no other's answer");
        set(&mut tx, "kept", 3).await.unwrap();
        drop(tx);
        // The one who writes next waits until it is undone, and finds nothing of it.
        store.write(async |tx| set(tx, "other", 1).await).await.unwrap();
        assert_eq!(count(&store, "kept").await, 0);
        store.write(async |tx| set(tx, "kept", 4).await).await.unwrap();
        assert_eq!(count(&store, "kept").await, 4);
    });
}

/// Each task reads, thinks, and writes what it read plus one: only serial transactions lose nothing.
#[test]
fn writers_that_meet_lose_no_update() {
    on_both(async |ground: Ground| {
        let store = Arc::new(ground.open().await);
        let kept = Arc::new(AtomicU32::new(0));
        let mut tasks = Vec::new();
        for _ in 0..6 {
            let (store, kept) = (Arc::clone(&store), Arc::clone(&kept));
            tasks.push(tokio::spawn(async move {
                for _ in 0..15 {
                    let added = store
                        .write(async |tx| {
                            let query = sqlx::query("SELECT value FROM counters WHERE counter = 'shared'");
                            let row = query.fetch_optional(&mut **tx).await.map_err(StorageError::from)?;
                            let value: i64 = row.map_or(0, |row| row.try_get(0).unwrap());
                            tokio::task::yield_now().await;
                            set(tx, "shared", value + 1).await
                        })
                        .await;
                    match added {
                        Ok(()) => kept.fetch_add(1, Ordering::Relaxed),
                        Err(error) => {
                            assert!(error.is_transient(), "{error:?}");
                            0
                        }
                    };
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        let kept = kept.load(Ordering::Relaxed);
        assert_eq!(count(&store, "shared").await, i64::from(kept));
        assert!(kept >= 45, "most tries of a small crowd succeed: {kept} of 90");
    });
}

/// A caller's own error goes through `write`, and its transient values start the work again.
#[test]
fn transient_work_is_tried_again_from_the_start_and_not_for_ever() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let tries = AtomicU32::new(0);
        let answer = store
            .write(async |tx| {
                set(tx, "tries", i64::from(tries.fetch_add(1, Ordering::Relaxed))).await?;
                if tries.load(Ordering::Relaxed) < 3 { Err(StorageError::Busy) } else { Ok(()) }
            })
            .await;
        answer.unwrap();
        assert_eq!(count(&store, "tries").await, 2);
        let never = store
            .write(async |_| {
                tries.fetch_add(1, Ordering::Relaxed);
                Err::<(), _>(StorageError::Busy)
            })
            .await;
        assert!(matches!(never, Err(StorageError::Busy)));
        assert_eq!(tries.load(Ordering::Relaxed), 3 + 8);
    });
}

#[test]
fn a_broken_rule_of_the_schema_is_a_conflict_on_both_engines() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        for text in [
            "INSERT INTO counters (counter, value) VALUES ('declaration_files', 1)",
            "INSERT INTO person_changes (person, changed_at, detail) VALUES (404, 1, 'rib')",
            "INSERT INTO persons (person, registration, registration_digits, cin, name_latin, name_arabic, birth_date, \
             dependants, changed_at) VALUES (0, 1, '1', 'A1', 'A', 'A', '1990-01-01', 0, 0)",
        ] {
            let broken = store
                .write(async |tx| {
                    Ok::<_, StorageError>(sqlx::query(text).execute(&mut **tx).await.map(drop)?)
                })
                .await;
            assert!(matches!(broken, Err(StorageError::Conflict)), "{text}: {broken:?}");
        }
    });
}

#[cfg(unix)]
#[test]
fn the_database_file_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ground = Ground::sqlite();
        let store = ground.open().await;
        store.write(async |tx| set(tx, "x", 1).await).await.unwrap();
        let path = ground.url.strip_prefix("sqlite://").unwrap();
        for ending in ["", "-wal", "-shm"] {
            let mode = std::fs::metadata(format!("{path}{ending}")).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{ending}");
        }
    });
}

#[test]
fn an_address_never_shows_in_debug() {
    on_both(async |ground: Ground| {
        let shown = format!("{:?}", ground.open().await);
        assert!(!shown.contains("127.0.0.1") && !shown.contains("fund.db"), "{shown}");
    });
}
