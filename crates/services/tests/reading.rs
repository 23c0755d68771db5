//! Reading a file: who did is in the log, once an hour; a budget bounds it; a canary's reader shows; the log is whole.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_domain::ids::RegistrationNumber;
use damane_services::ServiceError;
use damane_storage::audit::{CHAINS, KeptEntry, find_chain};
use support::{EMPLOYED, OTHER, TestFund};

async fn log(fund: &TestFund) -> Vec<KeptEntry> {
    let store = fund.store().await;
    let mut entries = Vec::new();
    for chain in 0..CHAINS {
        entries.extend(find_chain(&mut store.read().await.unwrap(), chain, 0, 1_000).await.unwrap());
    }
    entries
}

async fn noted(fund: &TestFund, action: &str) -> usize {
    log(fund).await.iter().filter(|entry| entry.said.action == action).count()
}

async fn tamper(fund: &TestFund, query: &'static str) {
    let store = fund.store().await;
    let mut tx = store.begin().await.unwrap();
    assert_eq!(sqlx::query(query).execute(&mut *tx).await.unwrap().rows_affected(), 1, "{query}");
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_reading_is_noted_once_an_hour_and_names_nothing_of_the_file() {
    let fund = TestFund::new().await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    for _ in 0..3 {
        fund.career_statement(&session).await.unwrap();
    }
    assert_eq!(noted(&fund, "career_read").await, 1);
    fund.wait(3_601);
    fund.career_statement(&session).await.unwrap();
    assert_eq!(noted(&fund, "career_read").await, 2);
    let said = format!("{:?}", log(&fund).await);
    assert!(!said.contains(EMPLOYED) && !said.contains("OUARDI") && !said.contains("ZERHOUN"), "{said}");
}

#[tokio::test]
async fn a_session_that_copies_the_file_all_hour_is_stopped_and_shows() {
    let fund = TestFund::with_limits("readings_per_hour = 5").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let (other, _) = fund.signed_in(OTHER).await;
    for _ in 0..5 {
        fund.career_statement(&session).await.unwrap();
    }
    for _ in 0..2 {
        let stopped = fund.career_statement(&session).await;
        assert!(matches!(stopped, Err(ServiceError::TooManyTries { .. })), "{stopped:?}");
    }
    assert_eq!((fund.alarms().readings_stopped, noted(&fund, "reading_stopped").await), (1, 1));
    fund.career_statement(&other).await.unwrap();
    fund.wait(3_600);
    fund.career_statement(&session).await.unwrap();
}

#[tokio::test]
async fn whoever_reads_a_canary_is_noticed_each_time() {
    let fund = TestFund::new().await;
    let number = RegistrationNumber::parse(OTHER).unwrap();
    assert!(fund.set_canary(&number).await.unwrap());
    assert!(!fund.set_canary(&number).await.unwrap());
    let (session, _) = fund.signed_in(OTHER).await;
    fund.person(&session).await.unwrap();
    fund.career_statement(&session).await.unwrap();
    assert_eq!((fund.alarms().canaries_read, noted(&fund, "canary_read").await), (2, 2));
    let unknown = RegistrationNumber::parse("190000990").unwrap();
    assert!(matches!(fund.set_canary(&unknown).await, Err(ServiceError::NotFound)));
}

#[tokio::test]
async fn an_entry_changed_taken_out_or_cut_off_is_found() {
    let ways = [
        "UPDATE audit_log SET action = 'file_read' WHERE action = 'career_read'",
        "DELETE FROM audit_log WHERE action = 'career_read'",
        "DELETE FROM audit_log WHERE action = 'certificates_read'",
        "UPDATE audit_chains SET digest = x'0000000000000000000000000000000000000000000000000000000000000000'",
    ];
    for way in ways {
        let fund = TestFund::new().await;
        let (session, _) = fund.signed_in(EMPLOYED).await;
        fund.person(&session).await.unwrap();
        fund.career_statement(&session).await.unwrap();
        fund.certificates(&session).await.unwrap();
        let whole = fund.check_audit().await.unwrap();
        assert!(whole.broken.is_none() && whole.entries >= 3, "{whole:?}");
        tamper(&fund, way).await;
        let broken = fund.check_audit().await.unwrap();
        assert!(broken.broken.is_some(), "{way}: {broken:?}");
    }
}
