//! Ten verdicts, each reached the way a person would reach it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "here a panic is the report")]

mod common;

use common::*;
use damane_credential::{
    ForeignCode, KeyState, TrustBundle, Verification, claim169_text, qr_text, seal, seal_status_list,
    seal_trust_list, verify, verify_cose, verify_without_trust,
};
use damane_domain::verification::{Reason, Verdict};

fn check(text: &str, bundle: &TrustBundle, now: i64) -> (Verdict, Vec<Reason>) {
    let Verification { verdict, reasons, certificate, .. } = verify(text, bundle, at(now));
    let seal_held = matches!(
        verdict,
        Verdict::Valid
            | Verdict::ValidStatusOld
            | Verdict::StatusUnknown
            | Verdict::Revoked
            | Verdict::Replaced
            | Verdict::Expired
    );
    assert_eq!(certificate.is_some(), seal_held, "facts are shown if and only if the seal held");
    (verdict, reasons)
}

fn code() -> String {
    qr_text(HOST, &sealed()).unwrap()
}

fn code_at(index: u32) -> String {
    let mut claims = claims();
    claims.status.index = index;
    qr_text(HOST, &seal(&claims, &sealer()).unwrap()).unwrap()
}

#[test]
fn a_fresh_certificate_is_valid_in_all_its_envelopes() {
    let answer = verify(&code(), &bundle(), at(NOW));
    assert_eq!((answer.verdict, answer.reasons), (Verdict::Valid, vec![]));
    assert_eq!(answer.host.as_deref(), Some(HOST));
    assert_eq!(answer.status_age_days, Some(0));
    assert_eq!(answer.certificate.unwrap().claims(), &claims());
    assert_eq!(check(&claim169_text(&sealed()).unwrap(), &bundle(), NOW).0, Verdict::Valid);
    assert_eq!(verify_cose(&sealed(), &bundle(), at(NOW)).verdict, Verdict::Valid);
}

#[test]
fn a_list_of_some_days_ago_is_said_to_be_old_and_an_expired_one_proves_nothing() {
    let answer = verify(&code(), &bundle(), at(NOW + 3 * DAY));
    assert_eq!((answer.verdict, answer.status_age_days), (Verdict::ValidStatusOld, Some(3)));
    let expired = check(&code(), &bundle(), NOW + 6 * DAY);
    assert_eq!(expired, (Verdict::StatusUnknown, vec![Reason::StatusListExpired]));
}

#[test]
fn without_a_status_list_the_status_is_unknown() {
    let bare = bundle_of(&trust_content(), None);
    assert_eq!(check(&code(), &bare, NOW), (Verdict::StatusUnknown, vec![Reason::NoStatusList]));
    let unknown = verify_without_trust(&code());
    assert_eq!((unknown.verdict, unknown.certificate), (Verdict::StatusUnknown, None));
    assert_eq!(
        check(&code_at(1 << 20), &bundle(), NOW),
        (Verdict::StatusUnknown, vec![Reason::NoStatusList])
    );
}

#[test]
fn a_clock_behind_the_newest_signed_list_never_says_valid() {
    let behind = check(&code(), &bundle(), NOW - DAY);
    assert_eq!(behind, (Verdict::StatusUnknown, vec![Reason::ClockBehind]));
    let mut bundle = bundle();
    bundle.raise_clock_floor(at(NOW + 10 * DAY));
    assert_eq!(check(&code(), &bundle, NOW).0, Verdict::StatusUnknown);
    let future = check(&code(), &bundle, SEALED - DAY);
    assert_eq!(future, (Verdict::StatusUnknown, vec![Reason::ClockBehind, Reason::IssuedInFuture]));
}

#[test]
fn revoked_and_replaced_come_from_the_list_and_go_with_the_next_one() {
    assert_eq!(
        check(&code_at(REVOKED_INDEX), &bundle(), NOW),
        (Verdict::Revoked, vec![Reason::RevokedByFund])
    );
    assert_eq!(
        check(&code_at(REPLACED_INDEX), &bundle(), NOW),
        (Verdict::Replaced, vec![Reason::ReplacedByFund])
    );
    let mut next = status_content();
    next.issued_at = at(NOW);
    assert!(next.entries.set(REVOKED_INDEX, damane_credential::Status::InForce));
    let mut bundle = bundle();
    bundle.put_status(&seal_status_list(&next, &sealer()).unwrap()).unwrap();
    assert_eq!(check(&code_at(REVOKED_INDEX), &bundle, NOW).0, Verdict::Valid);
    assert_eq!(bundle.statuses().len(), 1, "replaced, not merged");
}

#[test]
fn past_its_validity_it_is_expired_but_a_revocation_weighs_more() {
    let mut status = status_content();
    status.expires_at = at(NOW + 200 * DAY);
    let bundle = bundle_of(&trust_content(), Some(&status));
    let after = SEALED + 91 * DAY;
    assert_eq!(check(&code(), &bundle, after), (Verdict::Expired, vec![Reason::ValidityPassed]));
    assert_eq!(check(&code_at(REVOKED_INDEX), &bundle, after).0, Verdict::Revoked);
    assert_eq!(check(&code(), &bundle_of(&trust_content(), None), after).0, Verdict::Expired);
}

#[test]
fn a_changed_certificate_is_not_genuine() {
    let mut cose = sealed();
    let last = cose.len() - 1;
    cose[last] ^= 1;
    let changed = check(&qr_text(HOST, &cose).unwrap(), &bundle(), NOW);
    assert_eq!(changed, (Verdict::NotGenuine, vec![Reason::SignatureInvalid]));
    let cut = &code()[..200];
    assert_eq!(check(cut, &bundle(), NOW), (Verdict::NotGenuine, vec![Reason::Malformed]));
}

#[test]
fn a_key_the_fund_does_not_vouch_for_is_untrusted() {
    let stranger = qr_text(HOST, &seal(&claims(), &signer(9)).unwrap()).unwrap();
    assert_eq!(check(&stranger, &bundle(), NOW), (Verdict::UntrustedKey, vec![Reason::KeyUnknown]));
    for (state, expected) in [
        (KeyState::Withdrawn, (Verdict::UntrustedKey, vec![Reason::KeyWithdrawn])),
        (KeyState::Retired, (Verdict::Valid, vec![])),
    ] {
        let mut trust = trust_content();
        trust.keys.push(sealing_key(&signer(9), state));
        assert_eq!(check(&stranger, &bundle_of(&trust, Some(&status_content())), NOW), expected);
    }
    let mut trust = trust_content();
    trust.keys.push(sealing_key(&signer(9), KeyState::Active));
    trust.keys[1].valid_until = at(SEALED);
    let late = check(&stranger, &bundle_of(&trust, Some(&status_content())), NOW);
    assert_eq!(late, (Verdict::UntrustedKey, vec![Reason::KeyNotValidThen]));
}

#[test]
fn another_host_or_another_fund_is_the_wrong_issuer() {
    let other = verify(&qr_text("evil.example", &sealed()).unwrap(), &bundle(), at(NOW));
    assert_eq!((other.verdict, other.reasons), (Verdict::WrongIssuer, vec![Reason::WrongHost]));
    assert_eq!(other.host.as_deref(), Some("evil.example"));
    let mut claims = claims();
    claims.issuer = "other.example".into();
    let stranger = claim169_text(&seal(&claims, &signer(9)).unwrap()).unwrap();
    assert_eq!(check(&stranger, &bundle(), NOW).0, Verdict::WrongIssuer);
    let ours = claim169_text(&seal(&claims, &sealer()).unwrap()).unwrap();
    assert_eq!(check(&ours, &bundle(), NOW).0, Verdict::WrongIssuer);
}

#[test]
fn anything_else_is_not_a_certificate_and_is_called_what_it_is() {
    let health = verify("HC1:6BFOXN", &bundle(), at(NOW));
    assert_eq!(
        (health.verdict, health.foreign),
        (Verdict::NotACertificate, Some(ForeignCode::HealthCertificate))
    );
    assert_eq!(check("", &bundle(), NOW), (Verdict::NotACertificate, vec![Reason::NoCode]));
    assert_eq!(check(&"9".repeat(4001), &bundle(), NOW), (Verdict::NotACertificate, vec![Reason::Malformed]));
}

#[test]
fn a_status_list_signed_by_a_stranger_or_another_kind_of_list_is_refused() {
    let mut bundle = bundle();
    assert!(bundle.put_status(&seal_status_list(&status_content(), &signer(9)).unwrap()).is_err());
    assert!(bundle.put_status(&seal_trust_list(&trust_content(), &sealer()).unwrap()).is_err());
    assert!(bundle.renew_trust(&seal_trust_list(&trust_content(), &sealer()).unwrap()).is_err());
    let list = bundle.statuses()[0].as_bytes().to_vec();
    assert_eq!(verify_cose(&list, &bundle, at(NOW)).verdict, Verdict::NotGenuine);
}

#[test]
fn a_removed_key_takes_its_certificates_and_lists_with_it() {
    let mut bundle = bundle();
    let mut trust = trust_content();
    trust.issued_at = at(NOW);
    trust.keys = vec![sealing_key(&signer(3), KeyState::Active)];
    bundle.renew_trust(&seal_trust_list(&trust, &root()).unwrap()).unwrap();
    assert_eq!(check(&code(), &bundle, NOW), (Verdict::UntrustedKey, vec![Reason::KeyUnknown]));
    assert!(bundle.statuses().is_empty());
    assert!(bundle.renew_trust(&seal_trust_list(&trust_content(), &root()).unwrap()).is_err(), "no way back");
}

#[test]
fn a_new_root_counts_once_the_old_one_has_named_it_and_the_file_keeps_the_proof() {
    use damane_credential::Signer as _;
    let (old, new) = (root(), signer(4));
    let mut trust = trust_content();
    let mut bundle = bundle();
    let unannounced = seal_trust_list(&trust, &new).unwrap();
    assert!(bundle.renew_trust(&unannounced).is_err());
    trust.next_root = Some(new.public_key());
    bundle.renew_trust(&seal_trust_list(&trust, &old).unwrap()).unwrap();
    trust.next_root = None;
    trust.issued_at = at(NOW);
    bundle.renew_trust(&seal_trust_list(&trust, &new).unwrap()).unwrap();
    let again = TrustBundle::from_json(&bundle.to_json().unwrap()).unwrap();
    for bundle in [bundle, again] {
        assert_eq!(bundle.root(), &old.public_key());
        assert_eq!(bundle.statuses().len(), 1);
        assert_eq!(check(&code(), &bundle, NOW).0, Verdict::Valid);
    }
}
