//! Killed half-way: the same rows as if it had never begun; repeated: the same rows as once.

use crate::career::{line, month, receive, receive_in};
use crate::ground::{Ground, on_both};
use damane_storage::Store;
use damane_storage::career::{FileKey, NumberedLine, add_lines, take_sequence};
use sqlx::Row;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

const HALF: usize = 3_000;

fn lines() -> Vec<NumberedLine> {
    (0..2 * HALF as i64).map(|at| line(190_000_000 + at * 7 % 6_007, at as u64 + 3, 26)).collect()
}

/// Every row of every table of the room, in order.
async fn rows(store: &Store) -> Vec<String> {
    let mut reader = store.read().await.unwrap();
    let mut all = Vec::new();
    for text in [
        "SELECT registration, month, employer, category, sequence, line, days, salary, capped_salary, situation \
         FROM declared_lines ORDER BY 1, 2, 3, 4, 5, 6",
        "SELECT sequence, bytes, category, employer, month, lines, received_at FROM declaration_files ORDER BY 1",
        "SELECT value FROM counters ORDER BY counter",
        "SELECT employer, named_in FROM employers ORDER BY 1",
    ] {
        for row in sqlx::query(text).fetch_all(&mut *reader).await.unwrap() {
            let values: Vec<i64> =
                (0..row.columns().len()).map(|column| row.try_get(column).unwrap()).collect();
            all.push(format!("{values:?}"));
        }
    }
    all
}

/// The victim: run by the test below in a process of its own, writes half a file and waits for its end.
#[test]
fn victim_of_the_kill_test() {
    let Ok(url) = std::env::var("DAMANE_TEST_VICTIM") else { return };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Store::open(&url).await.unwrap();
        let mut tx = store.begin().await.unwrap();
        let sequence = take_sequence(&mut tx).await.unwrap();
        let key = FileKey { month: month("2026-09"), employer: 1_000_004, category: 0, sequence };
        add_lines(&mut tx, &key, &lines()[..HALF]).await.unwrap();
        writeln!(std::io::stdout(), "half is written").unwrap();
        std::io::stdout().flush().unwrap();
        std::future::pending::<()>().await;
    });
}

#[test]
fn an_import_killed_half_way_and_repeated_gives_the_same_rows_as_once() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        receive(&store, 1, month("2026-08"), 1_000_004, &lines()[..10]).await.unwrap();
        let before = rows(&store).await;
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::victim_of_the_kill_test", "--nocapture", "--test-threads=1"])
            .env("DAMANE_TEST_VICTIM", &ground.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(victim.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(said.into_iter().any(|said| said.contains("half is written")));
        victim.kill().unwrap();
        victim.wait().unwrap();
        assert_eq!(rows(&store).await, before, "nothing of the half is to be seen");
        receive(&store, 2, month("2026-09"), 1_000_004, &lines()).await.unwrap();
        let once = match ground.engine {
            damane_storage::Engine::Sqlite => Ground::sqlite(),
            damane_storage::Engine::Postgres => Ground::postgres(&crate::ground::server().unwrap()).await,
        };
        let undisturbed = once.open().await;
        receive(&undisturbed, 1, month("2026-08"), 1_000_004, &lines()[..10]).await.unwrap();
        receive(&undisturbed, 2, month("2026-09"), 1_000_004, &lines()).await.unwrap();
        assert_eq!(rows(&store).await, rows(&undisturbed).await);
    });
}

#[test]
fn an_import_dropped_half_way_leaves_the_next_one_room() {
    on_both(async |ground: Ground| {
        let store = ground.open().await;
        let mut tx = store.begin().await.unwrap();
        receive_in(&mut tx, 1, month("2026-09"), 1_000_004, &lines()[..HALF]).await.unwrap();
        drop(tx);
        receive(&store, 1, month("2026-09"), 1_000_004, &lines()[..HALF]).await.unwrap();
        assert_eq!(rows(&store).await.len(), HALF + 3);
    });
}
