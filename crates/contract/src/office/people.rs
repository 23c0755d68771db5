//! People at the console: searches, resets, mobiles, certificates, disputed lines.

use crate::{CertificateKindView, ClaimSummaryView, DisputeReasonView};

/// Why an officer looks a person up.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SearchPurposeView {
    /// The person stands at the counter.
    AtTheCounter,
    /// The person called or wrote.
    CallOrLetter,
    /// A claim of theirs asks for it.
    Claim,
    /// Their employer gave notice.
    EmployerNotice,
    /// A certificate is in doubt.
    Certificate,
    /// A disputed line of a career.
    Career,
}

/// `POST /v1/office/people`: looks a person up by number. The purpose stands in the person's journal and the log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchPersonRequest {
    /// Their number.
    pub registration_number: String,
    /// Why.
    pub purpose: SearchPurposeView,
    /// In words, 5 to 200 characters.
    pub note: String,
}

/// A certificate an officer can revoke.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeCertificateView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// Its kind.
    pub kind: CertificateKindView,
    /// UTC, RFC 3339.
    pub issued_at: String,
    /// It is revoked.
    pub revoked: bool,
}

/// What a search finds.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FoundPersonView {
    /// Latin script.
    pub name_latin: String,
    /// Arabic script.
    pub name_arabic: String,
    /// Their number.
    pub registration_number: String,
    /// ISO date.
    pub birth_date: String,
    /// The declared mobile, most of it hidden; empty for none.
    pub masked_mobile: String,
    /// They have an account.
    pub has_account: bool,
    /// Their newest claims at the officer's office.
    #[serde(default)]
    pub claims: Vec<ClaimSummaryView>,
    /// Their newest certificates, for officers who revoke them.
    #[serde(default)]
    pub certificates: Vec<OfficeCertificateView>,
}

/// `POST /v1/office/resets`: asks for an account to be reset; 204. Another officer must agree.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskResetRequest {
    /// Whose.
    pub registration_number: String,
    /// What was shown, 3 to 200 characters.
    pub reason: String,
}

/// A reset that waits for another officer.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingResetView {
    /// Its id, 32 hex digits.
    pub request: String,
    /// Whose account.
    pub name_latin: String,
    /// Whose account.
    pub name_arabic: String,
    /// Their number.
    pub registration_number: String,
    /// Who asked.
    pub officer: String,
    /// What was shown.
    pub reason: String,
    /// UTC, RFC 3339.
    pub asked_at: String,
    /// Another than who asked looks at it.
    pub can_agree: bool,
    /// When the declared mobile was changed last: UTC, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile_changed_at: Option<String>,
    /// The mobile is new to the account, or was chosen by who asked or who looks at it: it gets no link.
    #[serde(default)]
    pub mobile_refused: bool,
}

/// `GET /v1/office/resets`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingResetsView {
    /// Oldest first.
    #[serde(default)]
    pub resets: Vec<WaitingResetView>,
}

/// `POST /v1/office/mobiles`: updates a declared mobile on an employer's notice.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdateMobileRequest {
    /// Whose.
    pub registration_number: String,
    /// The new one, national or E.164.
    pub mobile: String,
    /// What was shown, 3 to 200 characters.
    pub reason: String,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UpdatedMobileView {
    /// False: it was declared already.
    pub changed: bool,
}

/// Why the fund revokes a certificate.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RevocationView {
    /// It should not have been issued.
    IssuedInError,
    /// It states something wrong.
    FactsWrong,
    /// The account was in other hands.
    AccountMisused,
}

/// `POST /v1/office/certificates/{certificate}/revocation`; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokeCertificateRequest {
    /// Why.
    pub reason: RevocationView,
}

/// A disputed line of a career.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeDisputeView {
    /// Whose career.
    pub name_latin: String,
    /// Whose career.
    pub name_arabic: String,
    /// Their number.
    pub registration_number: String,
    /// What they say.
    pub dispute: crate::DisputeView,
    /// What stands for that month, whoever declared it.
    #[serde(default)]
    pub lines: Vec<OfficeLineView>,
    /// What was handed in with it.
    #[serde(default)]
    pub documents: Vec<crate::DocumentView>,
    /// A mark of what is shown, given back with the answer.
    pub mark: String,
}

/// A line that stands for a disputed month.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeLineView {
    /// 7 digits.
    pub employer_number: String,
    /// As the employer last gave it; the number where no file did.
    pub employer_name: String,
    /// Days.
    pub days: u8,
    /// Salary, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub salary: i64,
    /// Situation.
    pub situation: crate::SituationView,
    /// It was declared beside the main declaration: of the same employer's lines it is not the one that is set right.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complementary: bool,
}

/// `GET /v1/office/disputes?after=…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeDisputesQuestion {
    /// Where the list goes on: the `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// `GET /v1/office/disputes`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeDisputesView {
    /// Oldest first, those whose employer was asked last.
    #[serde(default)]
    pub disputes: Vec<OfficeDisputeView>,
    /// Where the list goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What a disputed line should have said.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectLineRequest {
    /// Whose line, 7 digits, where nobody declared the month; empty otherwise.
    #[serde(default)]
    pub employer_number: String,
    /// Days, 0 to 26.
    pub days: u8,
    /// Salary, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub salary: i64,
    /// Situation; the one that stands when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub situation: Option<crate::SituationView>,
}

/// `POST /v1/office/disputes/answer`; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnswerDisputeRequest {
    /// Whose.
    pub registration_number: String,
    /// `YYYY-MM`.
    pub month: String,
    /// 7 digits; empty where nobody declared the month.
    pub employer_number: String,
    /// What they say is wrong.
    pub reason: DisputeReasonView,
    /// The answer.
    pub answer: crate::DisputeAnswerView,
    /// The officer's own words to the person, 500 characters at most; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// With `corrected`: the line that stands from here on. Left out when the employer's file corrected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<CorrectLineRequest>,
    /// The `mark` of what the officer has read. Refused where something came since.
    pub seen: String,
}
