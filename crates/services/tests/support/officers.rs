//! Officers of the fund's first office who enrolled and signed in.

use super::totp::totp;
use super::{ADDRESS, PASSWORD, TestFund};
use damane_domain::claim::OfficerName;
use damane_domain::office::{OfficerLogin, OfficerRole};
use damane_services::{
    CareerDispute, DisputeReply, NewOfficer, OfficerAttempt, OfficerSession, ServiceError,
};

/// Six digits for a Base32 secret now, and so many steps from now.
pub fn code(fund: &TestFund, secret: &str, ahead: i64) -> String {
    let at = u64::try_from(fund.now().seconds() + 30 * ahead).unwrap();
    totp(secret, at)
}

pub fn login(text: &str) -> OfficerLogin {
    OfficerLogin::parse(text).unwrap()
}

/// An officer who enrolled: the secret of their authenticator.
pub async fn enrolled(fund: &TestFund, name: &str, roles: &[OfficerRole]) -> String {
    let new = NewOfficer {
        login: login(name),
        name: OfficerName::parse(name).unwrap(),
        office: "main".to_owned(),
        roles: roles.to_vec(),
    };
    let link = fund.add_officer(&new, "operator").await.unwrap();
    let offered = fund.offer_enrolment(&link.token, ADDRESS).await.unwrap();
    let secret = offered.authenticator.secret.to_string();
    fund.enrol_officer(&link.token, PASSWORD, &code(fund, &secret, 0), ADDRESS).await.unwrap();
    fund.wait(31);
    secret
}

pub async fn attempt(
    fund: &TestFund,
    name: &str,
    password: &str,
    code: &str,
) -> Result<OfficerSession, ServiceError> {
    let attempt = OfficerAttempt { login: name, password, code, address: ADDRESS };
    Ok(fund.sign_in_officer(attempt).await?.session)
}

pub async fn on_duty(fund: &TestFund, name: &str, roles: &[OfficerRole]) -> OfficerSession {
    let secret = enrolled(fund, name, roles).await;
    attempt(fund, name, PASSWORD, &code(fund, &secret, 0)).await.unwrap()
}

/// The same officer at another office: what its officers must not see.
pub fn elsewhere(session: &OfficerSession) -> OfficerSession {
    let mut other = session.clone();
    other.officer.office = "fes".to_owned();
    other
}

/// Answers a dispute as it waits on the page.
pub async fn answer(
    fund: &TestFund,
    officer: &OfficerSession,
    number: &str,
    reply: &DisputeReply,
) -> Result<(), ServiceError> {
    let page = fund.desk_disputes(officer, None).await?;
    let is_it = |one: &&CareerDispute| {
        let CareerDispute { dispute, registration_number, .. } = *one;
        registration_number.as_str() == number
            && (dispute.month, dispute.employer, dispute.reason)
                == (reply.month, reply.employer, reply.reason)
    };
    let seen = page.disputes.iter().find(is_it).map(CareerDispute::mark).unwrap_or_default();
    fund.desk_answer_dispute(officer, number, &DisputeReply { seen, ..reply.clone() }).await
}
