//! The life of somebody's certificate as the app's check sees it: revoked after one refresh, older and older without
//! network, and never valid by a clock that was set back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::{Device, Fund, Portal};
use damane_contract::VerdictView;
use std::time::Duration;

const DAY: u64 = 86_400;
/// Certificate that is checked; its entry of the status list is the same number.
const NUMBER: u8 = 9;

#[tokio::test]
async fn a_revoked_certificate_is_revoked_after_one_refresh() {
    let portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    let text = Fund::new(1).certificate(NUMBER).qr_text;
    assert_eq!(wallet.verify_text(&text).await.unwrap().verdict, VerdictView::Valid);
    portal.revoke(u32::from(NUMBER), 60);
    wallet.refresh_trust().await.unwrap();
    assert_eq!(wallet.verify_text(&text).await.unwrap().verdict, VerdictView::Revoked);
    let other = Fund::new(1).certificate(NUMBER - 1).qr_text;
    assert_eq!(wallet.verify_text(&other).await.unwrap().verdict, VerdictView::Valid);
}

#[tokio::test]
async fn without_network_it_is_valid_n_days_old_for_seven_days_and_then_unknown() {
    let mut portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    wallet.refresh_trust().await.unwrap();
    portal.stop().await;
    let text = Fund::new(1).certificate(NUMBER).qr_text;
    assert_eq!(wallet.verify_text(&text).await.unwrap().verdict, VerdictView::Valid);
    for days in 1..=12_u32 {
        device.clock.pass(Duration::from_secs(DAY));
        let answer = wallet.verify_text(&text).await.unwrap();
        assert_eq!(answer.status_age_days, Some(days));
        let expected = match days {
            // The list was signed a moment before it came: after a day it is past its time to live.
            1..7 => VerdictView::ValidStatusOld,
            _ => VerdictView::StatusUnknown,
        };
        assert_eq!(answer.verdict, expected, "after {days} days");
    }
}

#[tokio::test]
async fn whatever_a_clock_is_set_back_to_nothing_becomes_valid_by_it() {
    let mut portal = Portal::start(Fund::new(1)).await;
    let device = Device::new(&Fund::new(1), &portal.url());
    let wallet = device.start();
    wallet.refresh_trust().await.unwrap();
    portal.stop().await;
    let text = Fund::new(1).certificate(NUMBER).qr_text;
    // Six minutes to ten years; clocks may differ by five minutes.
    for seconds in [360, 3_600, DAY, 6 * DAY, 30 * DAY, 91 * DAY, 365 * DAY, 3_650 * DAY] {
        let seconds = i64::try_from(seconds).unwrap();
        device.clock.set_date(-seconds);
        for wallet in [&wallet, &device.start()] {
            let answer = wallet.verify_text(&text).await.unwrap();
            assert_eq!(answer.verdict, VerdictView::StatusUnknown, "{seconds} seconds back");
        }
        device.clock.set_date(seconds);
    }
}
