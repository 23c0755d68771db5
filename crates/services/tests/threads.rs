//! Request handlers move between threads; what they wait for must be able to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod support;

use support::people::{here, younes};

#[test]
fn every_use_case_can_be_awaited_from_any_thread() {
    fn is_send<T: Send>(_: &T) {}
    let _never_called = async |fund: &damane_services::Fund| {
        is_send(&fund.start_sign_up(younes()));
        is_send(&fund.resend_sign_up_code(""));
        is_send(&fund.prove_phone("", "", here()));
        is_send(&fund.choose_password("", ""));
        is_send(&fund.reset_password("", "", here()));
        is_send(&fund.make_links());
    };
}
