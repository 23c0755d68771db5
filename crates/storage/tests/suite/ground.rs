//! Where a test stands: a fresh database on each engine.

use damane_storage::{Engine, Store, sqlite_url};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};

/// A fresh database.
pub struct Ground {
    pub url: String,
    pub engine: Engine,
    _folder: tempfile::TempDir,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The server that `cargo xtask test storage` starts.
pub fn server() -> Option<String> {
    std::env::var("DAMANE_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

impl Ground {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = sqlite_url(&folder.path().join("fund.db")).unwrap();
        Self { url, engine: Engine::Sqlite, _folder: folder }
    }

    pub async fn postgres(server: &str) -> Self {
        sqlx::any::install_default_drivers();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("damane_{}_{number}", std::process::id());
        let mut connection =
            sqlx::AnyConnection::connect(server).await.expect("the server cannot be reached");
        connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
        let (address, _) = server.rsplit_once('/').unwrap();
        let folder = tempfile::tempdir().unwrap();
        Self { url: format!("{address}/{name}"), engine: Engine::Postgres, _folder: folder }
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }
}

/// Every engine at hand.
pub async fn grounds() -> Vec<Ground> {
    let mut grounds = vec![Ground::sqlite()];
    if let Some(server) = server() {
        grounds.push(Ground::postgres(&server).await);
    }
    grounds
}

/// Runs a test on every engine at hand.
pub fn on_both<F: Future<Output = ()>>(test: impl Fn(Ground) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        for ground in grounds().await {
            test(ground).await;
        }
    });
}
