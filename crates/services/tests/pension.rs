//! The pension simulation of a person's own career: the rules' own answer, moved by what is supposed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use damane_services::{ServiceError, Suppositions};
use support::{EMPLOYED, TestFund};

#[tokio::test]
async fn a_simulation_starts_from_the_career_and_follows_what_is_supposed() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let statement = fund.career_statement(&session).await.unwrap();
    let own = fund.simulate_pension(&session, &Suppositions::default()).await.unwrap();
    assert_eq!(own.known_days, statement.career.total_days(&statement.rules));
    assert!(own.working, "the person is declared");
    let ages = &own.outlook.ages;
    assert!(ages.windows(2).all(|pair| pair[0].age + 1 == pair[1].age));
    assert!(ages.windows(2).all(|pair| pair[0].pension.days <= pair[1].pension.days));

    let supposed =
        |salary: i64, stop: Option<(i32, u8)>| Suppositions { salary: Some(salary), growth: Some(0), stop };
    let last =
        |simulation: &damane_services::PensionSimulation| simulation.outlook.ages.last().unwrap().clone();
    let low = fund.simulate_pension(&session, &supposed(200_000, None)).await.unwrap();
    let high = fund.simulate_pension(&session, &supposed(900_000, None)).await.unwrap();
    assert!(last(&high).pension.monthly_amount >= last(&low).pension.monthly_amount);
    let stopped = fund.simulate_pension(&session, &supposed(900_000, Some((2026, 12)))).await.unwrap();
    assert!(last(&stopped).pension.days < last(&high).pension.days);
}

#[tokio::test]
async fn a_supposition_that_cannot_be_is_refused_by_its_name() {
    let fund = TestFund::with_limits("codes_per_hour = 100").await;
    let (session, _) = fund.signed_in(EMPLOYED).await;
    let none = Suppositions::default();
    for (field, suppositions) in [
        ("salary", Suppositions { salary: Some(-1), ..none }),
        ("salary", Suppositions { salary: Some(i64::MAX), ..none }),
        ("growth", Suppositions { growth: Some(2_001), ..none }),
        ("growth", Suppositions { growth: Some(i32::MIN), ..none }),
        ("stop_month", Suppositions { stop: Some((2030, 13)), ..none }),
        ("stop_month", Suppositions { stop: Some((0, 1)), ..none }),
    ] {
        let refusal = fund.simulate_pension(&session, &suppositions).await.unwrap_err();
        assert!(matches!(refusal, ServiceError::InvalidInput(named) if named == field), "{refusal}");
    }
}
