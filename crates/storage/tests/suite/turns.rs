//! Turns at a file: who is done while others wait is committed with them, and told afterwards.

use crate::ground::Ground;
use damane_storage::{StorageError, Store, Transient as _, Tx};
use sqlx::Row;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Who was started has come to the queue by then.
const QUEUED: Duration = Duration::from_millis(20);

fn on_a_file<F: Future<Output = ()>>(test: impl FnOnce(Ground, Arc<Store>) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let ground = Ground::sqlite();
        let store = Arc::new(ground.open().await);
        test(ground, store).await;
    });
}

async fn set(tx: &mut Tx, counter: &str) -> Result<(), StorageError> {
    let text = "INSERT INTO counters (counter, value) VALUES ($1, 1) \
                ON CONFLICT (counter) DO UPDATE SET value = counters.value + 1";
    sqlx::query(text).bind(counter).execute(&mut **tx).await?;
    Ok(())
}

async fn value(store: &Store, counter: &str) -> i64 {
    let mut reader = store.read().await.unwrap();
    let query = sqlx::query("SELECT value FROM counters WHERE counter = $1").bind(counter);
    query.fetch_optional(&mut *reader).await.unwrap().map_or(0, |row| row.try_get(0).unwrap())
}

/// Adds one in a short transaction, tried again like any other; how often it was tried.
async fn add(store: Arc<Store>, counter: &'static str) -> Result<u32, StorageError> {
    let mut tries = 1;
    loop {
        let (mut tx, (), _) = store.begin_asking(|_| ()).await?;
        set(&mut tx, counter).await?;
        match tx.commit().await {
            Err(error) if error.is_transient() && store.wait_for_another_try(tries).await => tries += 1,
            answer => return answer.map(|()| tries),
        }
    }
}

/// The same on its way: it waits for its turn, or is done with it.
async fn start(store: &Arc<Store>, counter: &'static str) -> JoinHandle<Result<u32, StorageError>> {
    let adding = tokio::spawn(add(Arc::clone(store), counter));
    tokio::time::sleep(QUEUED).await;
    adding
}

/// A short transaction that has its turn until it is let go.
struct Held {
    go: oneshot::Sender<()>,
    writing: JoinHandle<Result<(), StorageError>>,
}

impl Held {
    /// Queued now: `before` is what ends the turn before it.
    async fn behind(store: &Arc<Store>, before: impl Future<Output = ()>) -> Self {
        let ((go, gone), (begun, has_begun)) = (oneshot::channel(), oneshot::channel());
        let store = Arc::clone(store);
        let writing = tokio::spawn(async move {
            let (mut tx, (), _) = store.begin_asking(|_| ()).await?;
            begun.send(()).unwrap();
            set(&mut tx, "held").await?;
            gone.await.unwrap();
            tx.commit().await
        });
        tokio::time::sleep(QUEUED).await;
        before.await;
        has_begun.await.unwrap();
        Self { go, writing }
    }

    async fn end(self) {
        self.go.send(()).unwrap();
        self.writing.await.unwrap().unwrap();
    }
}

#[test]
fn nobody_is_told_and_nothing_is_seen_before_it_is_committed() {
    on_a_file(async |_ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let left = start(&store, "left").await;
        let held = Held::behind(&store, async { first.commit().await.unwrap() }).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(!left.is_finished(), "its work is done, and not kept yet");
        assert_eq!(value(&store, "left").await, 0);
        held.end().await;
        left.await.unwrap().unwrap();
        assert_eq!((value(&store, "left").await, value(&store, "held").await), (1, 1));
    });
}

#[test]
fn those_who_wait_are_committed_together() {
    on_a_file(async |ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let mut waiting = Vec::new();
        for _ in 0..20 {
            waiting.push(start(&store, "together").await);
        }
        let path = format!("{}-wal", ground.url.strip_prefix("sqlite://").unwrap());
        let before = std::fs::metadata(&path).unwrap().len();
        first.commit().await.unwrap();
        for each in waiting {
            each.await.unwrap().unwrap();
        }
        assert_eq!(value(&store, "together").await, 20);
        // They change one page of 4,096 bytes, written with a header of 24 at each commit.
        let pages = (std::fs::metadata(&path).unwrap().len() - before) / 4_120;
        assert!(pages <= 6, "{pages} pages for 20 transactions");
    });
}

#[test]
fn one_who_is_refused_takes_only_its_own_work_away() {
    on_a_file(async |_ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let before = start(&store, "before").await;
        let refused = tokio::spawn({
            let store = Arc::clone(&store);
            async move {
                let (mut tx, (), _) = store.begin_asking(|_| ()).await?;
                set(&mut tx, "refused").await?;
                Err::<(), _>(StorageError::Conflict)
            }
        });
        tokio::time::sleep(QUEUED).await;
        let after = start(&store, "after").await;
        first.commit().await.unwrap();
        before.await.unwrap().unwrap();
        assert!(matches!(refused.await.unwrap(), Err(StorageError::Conflict)));
        after.await.unwrap().unwrap();
        let values =
            [value(&store, "before").await, value(&store, "refused").await, value(&store, "after").await];
        assert_eq!(values, [1, 0, 1]);
    });
}

#[test]
fn nobody_waits_for_one_that_takes_long() {
    on_a_file(async |_ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let left = start(&store, "left").await;
        let import = tokio::spawn({
            let store = Arc::clone(&store);
            async move { store.begin().await.unwrap() }
        });
        tokio::time::sleep(QUEUED).await;
        first.commit().await.unwrap();
        let import = import.await.unwrap();
        left.await.unwrap().unwrap();
        assert_eq!(value(&store, "left").await, 1, "while the import is open");
        drop(import);
    });
}

#[test]
fn the_work_of_one_who_went_away_is_kept_with_the_others() {
    on_a_file(async |_ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let gone = start(&store, "gone").await;
        let held = Held::behind(&store, async { first.commit().await.unwrap() }).await;
        gone.abort();
        assert!(gone.await.unwrap_err().is_cancelled());
        held.end().await;
        assert_eq!((value(&store, "gone").await, value(&store, "held").await), (1, 1));
    });
}

#[test]
fn left_work_does_not_lie_open_when_all_have_gone_away() {
    on_a_file(async |ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let gone = start(&store, "gone").await;
        let never = start(&store, "never").await;
        let held = Held::behind(&store, async {
            never.abort();
            first.commit().await.unwrap();
        });
        let held = held.await;
        gone.abort();
        held.writing.abort();
        // Another program on the same file waits no longer than a moment.
        let other = ground.open().await;
        other.write(async |tx| set(tx, "other").await).await.unwrap();
        assert_eq!((value(&store, "gone").await, value(&store, "never").await), (1, 0));
        assert_eq!((value(&store, "held").await, value(&store, "other").await), (0, 1));
    });
}

#[test]
fn work_that_was_lost_with_another_is_done_again() {
    on_a_file(async |_ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let left = start(&store, "left").await;
        let breaks = tokio::spawn({
            let store = Arc::clone(&store);
            async move {
                let (mut tx, (), _) = store.begin_asking(|_| ()).await?;
                // What a full disk does to a transaction.
                sqlx::raw_sql("ROLLBACK").execute(&mut *tx).await?;
                tx.commit().await
            }
        });
        tokio::time::sleep(QUEUED).await;
        first.commit().await.unwrap();
        breaks.await.unwrap().unwrap_err();
        assert_eq!((left.await.unwrap().unwrap(), value(&store, "left").await), (2, 1));
    });
}

#[test]
fn one_whose_transaction_the_engine_undid_leaves_nothing_to_the_others() {
    on_a_file(async |_ground: Ground, store: Arc<Store>| {
        let (mut undone, (), _) = store.begin_asking(|_| ()).await.unwrap();
        let waits = start(&store, "waits").await;
        sqlx::raw_sql("ROLLBACK").execute(&mut *undone).await.unwrap();
        undone.commit().await.unwrap_err();
        assert_eq!((waits.await.unwrap().unwrap(), value(&store, "waits").await), (1, 1));
    });
}

#[test]
fn why_a_commit_failed_is_told_to_everyone_and_nothing_of_it_is_kept() {
    on_a_file(async |_ground: Ground, store: Arc<Store>| {
        let first = store.begin().await.unwrap();
        let left = start(&store, "left").await;
        let (mut broken, (), _) = {
            let queued = tokio::spawn({
                let store = Arc::clone(&store);
                async move { store.begin_asking(|_| ()).await.unwrap() }
            });
            tokio::time::sleep(QUEUED).await;
            first.commit().await.unwrap();
            queued.await.unwrap()
        };
        // What is checked at the end alone makes the end fail.
        let orphan = "PRAGMA defer_foreign_keys = ON; \
                      INSERT INTO person_changes (person, changed_at, detail) VALUES (404, 1, 'rib')";
        sqlx::raw_sql(orphan).execute(&mut *broken).await.unwrap();
        assert!(matches!(broken.commit().await, Err(StorageError::Conflict)));
        assert!(matches!(left.await.unwrap(), Err(StorageError::Conflict)));
        assert_eq!(value(&store, "left").await, 0);
        assert_eq!(add(Arc::clone(&store), "after").await.unwrap(), 1);
    });
}
