//! The office console: officers' sessions, the queue, claims on a desk, payments, accounts. For the fund's staff, in a
//! browser alone: the app has none of it.

use crate::{
    CertificateKindView, ClaimKindView, ClaimSummaryView, ClaimView, DisputeReasonView, DocumentKindView,
    RefusalView, ReimbursementReasonView,
};

/// What an officer may do.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfficerRoleView {
    /// Take claims, ask for documents, refuse, propose.
    Decide,
    /// Agree to what a colleague proposed, and to payments.
    Approve,
    /// Look people up, reset accounts, update mobiles.
    Accounts,
    /// Revoke certificates.
    Certificates,
}

/// `POST /v1/office/session`: everything at once; whatever is wrong, the answer is the same.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficerSignInRequest {
    /// What the officer signs in with.
    pub login: String,
    /// Password.
    pub password: String,
    /// Six digits of the authenticator, good once.
    pub code: String,
}

/// Who is signed in at the console: `GET /v1/office/session`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficerView {
    /// What they sign with.
    pub name: String,
    /// Their office's name.
    pub office: crate::TrilingualText,
    /// Its code.
    pub office_code: String,
    /// What they may do.
    #[serde(default)]
    pub roles: Vec<OfficerRoleView>,
    /// Seconds without use after which the session ends.
    pub idle_seconds: u32,
}

/// `POST /v1/office/enrolment`: what a link offers.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfferEnrolmentRequest {
    /// The link's token.
    pub token: String,
}

/// What a link offers: a secret for the officer's authenticator app. Asked again, another one.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolmentView {
    /// What the officer will sign in with.
    pub login: String,
    /// What they sign with.
    pub name: String,
    /// Base32, for typing in.
    pub secret: String,
    /// `otpauth://…`, for the picture.
    pub uri: String,
}

/// `PUT /v1/office/enrolment`: uses the link up; 204.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnrolRequest {
    /// The link's token.
    pub token: String,
    /// The password the officer chose.
    pub password: String,
    /// The authenticator's first code.
    pub code: String,
}

/// The parts of a queue.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OfficeTabView {
    /// On the pile, or in an officer's hands.
    ToDo,
    /// Documents are waited for.
    Waiting,
    /// Proposed by a colleague.
    ToAgree,
    /// Granted, or given back by the bank.
    ToPay,
    /// At the bank, paid, or refused.
    Closed,
}

/// `GET /v1/office/queue?tab=…`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeQueueQuestion {
    /// Which part.
    pub tab: OfficeTabView,
    /// Of one kind alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ClaimKindView>,
    /// Handed in at least so many days ago.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// In the officer's own hands alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
    /// Where the page before ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A claim in a queue.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeEntryView {
    /// In one line.
    pub claim: ClaimSummaryView,
    /// Whose, Latin script.
    pub name_latin: String,
    /// Whose, Arabic script.
    pub name_arabic: String,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Who asks has it.
    pub mine: bool,
    /// What is proposed, granted, or comes of the tariffs, centimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub amount: Option<i64>,
}

/// How much there is in an office's queue.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeCountsView {
    /// On the pile or in hands.
    pub to_do: u32,
    /// Waiting for documents.
    pub waiting: u32,
    /// Proposed by others.
    pub to_agree: u32,
    /// For the next batch.
    pub to_pay: u32,
}

/// A page of a queue, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeQueueView {
    /// When the portal answered: UTC, RFC 3339.
    pub as_of: String,
    /// Fifty at most.
    #[serde(default)]
    pub entries: Vec<OfficeEntryView>,
    /// Where it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How much there is.
    pub counts: OfficeCountsView,
}

/// Something that happened to a claim, with what officers settle among themselves.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeEventView {
    /// When: UTC, RFC 3339.
    pub at: String,
    /// What, a stable word.
    pub step: String,
    /// Which officer did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub officer: Option<String>,
    /// What was written with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Reasons of a refusal.
    #[serde(default)]
    pub reasons: Vec<RefusalView>,
    /// Documents asked for.
    #[serde(default)]
    pub wanted: Vec<DocumentKindView>,
}

/// What is granted of one line.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecidedLineView {
    /// What is paid back, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub refund: i64,
    /// Why not all.
    #[serde(default)]
    pub reasons: Vec<RefusalView>,
}

/// A field of a form whose kind has no table of its own.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeFieldView {
    /// Its name, as it is kept.
    pub name: String,
    /// What was filled in.
    pub value: String,
}

/// A claim on an officer's desk: `GET /v1/office/claims/{claim}`. The reading stands in the person's journal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeClaimView {
    /// The claim as its person sees it.
    pub claim: ClaimView,
    /// The machine's own word for where it stands.
    pub state: String,
    /// Whose, Latin script.
    pub name_latin: String,
    /// Whose, Arabic script.
    pub name_arabic: String,
    /// Their number.
    pub registration_number: String,
    /// ISO date.
    pub birth_date: String,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Who asks has it.
    pub mine: bool,
    /// What speaks against a claim of care by the rules.
    #[serde(default)]
    pub against: Vec<ReimbursementReasonView>,
    /// What a colleague would grant in all, centimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub proposed: Option<i64>,
    /// The same line by line.
    #[serde(default)]
    pub proposed_lines: Vec<DecidedLineView>,
    /// What was filled in, for claims of another kind.
    #[serde(default)]
    pub fields: Vec<OfficeFieldView>,
    /// What happened, oldest first.
    #[serde(default)]
    pub history: Vec<OfficeEventView>,
}

/// `POST /v1/office/claims/{claim}/step`: what the officer decides; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "step")]
pub enum OfficeStepRequest {
    /// Takes it from the pile, or over from a colleague.
    Take,
    /// Asks for documents.
    AskDocuments {
        /// Which.
        wanted: Vec<DocumentKindView>,
        /// Words to the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// Refuses it.
    Refuse {
        /// Why.
        reasons: Vec<RefusalView>,
        /// Words to the person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        words: Option<String>,
    },
    /// Would grant this line by line: a claim of care.
    ProposeLines {
        /// In the order of the claim.
        lines: Vec<DecidedLineView>,
    },
    /// Would grant so much in all: a claim of another kind.
    Propose {
        /// Centimes.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        in_all: i64,
    },
    /// Agrees to what a colleague proposed.
    Approve,
    /// Does not agree.
    SendBack {
        /// Why, to the colleague.
        words: String,
    },
}

/// A batch of payments.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// Who made it.
    pub made_by: String,
    /// UTC, RFC 3339.
    pub made_at: String,
    /// The day the bank is asked to pay on, ISO date.
    pub pay_on: String,
    /// How many.
    pub payments: u32,
    /// Their sum, centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub total: i64,
    /// Who agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_by: Option<String>,
    /// When the bank paid, ISO date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled_on: Option<String>,
    /// Who asks made it: another one agrees.
    pub mine: bool,
}

/// `GET /v1/office/batches`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchListView {
    /// Newest first.
    #[serde(default)]
    pub batches: Vec<BatchView>,
    /// Claims for the next one.
    pub due: u32,
}

/// `POST /v1/office/batches`: makes a batch of what is due.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MakeBatchRequest {
    /// The day the bank is asked to pay on, ISO date.
    pub pay_on: String,
}

/// What was made; nothing when nothing was due.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeBatchView {
    /// The batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Why a bank gave a payment back.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReturnReasonView {
    /// The account is closed.
    AccountClosed,
    /// There is no such account.
    AccountUnknown,
    /// The account is another person's.
    OtherHolder,
    /// The bank gave no reason.
    NotStated,
}

/// A payment of a batch.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// The claim's reference.
    pub reference: String,
    /// Centimes.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub amount: i64,
    /// To which account, most of it hidden.
    pub masked_account: String,
    /// Why it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<ReturnReasonView>,
}

/// `GET /v1/office/batches/{batch}`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchPaymentsView {
    /// The batch.
    pub batch: BatchView,
    /// In the order of its file.
    #[serde(default)]
    pub payments: Vec<PaymentView>,
}

/// In which form a batch's file is taken.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum BatchFileView {
    /// Comma-separated values.
    Csv,
    /// ISO 20022 pain.001.
    Pain001,
}

/// `GET /v1/office/batches/{batch}/file?form=…`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchFileQuestion {
    /// Which.
    pub form: BatchFileView,
}

/// `POST /v1/office/batches/{batch}/settlement`: the bank paid; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SettleBatchRequest {
    /// When, ISO date.
    pub on: String,
}

/// `POST /v1/office/batches/{batch}/returns`: the bank gave a payment back; 204.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnPaymentRequest {
    /// Which.
    pub payment: String,
    /// Why.
    pub reason: ReturnReasonView,
}

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
}

/// `GET /v1/office/disputes`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeDisputesView {
    /// Oldest first.
    #[serde(default)]
    pub disputes: Vec<OfficeDisputeView>,
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
}
