//! Use-cases of the portal: load, decide, save; one transaction each.
//!
//! Everything starts at an opened [`Fund`]. Time and chance come in through [`Ports`], so that a test can set the
//! one and repeat the other.

mod account;
mod addresses;
mod at_rest;
mod audit;
mod authenticator;
mod base32;
mod breaker;
mod certificates;
mod claims;
mod closing;
mod codes;
mod confirmation;
mod costly;
mod desk;
mod details;
mod device_keys;
mod devices;
mod documents;
mod due_changes;
mod error;
mod export;
mod files;
mod fund;
mod guessing;
mod job_loss;
mod journal;
mod keys;
mod letters;
mod messages;
mod new_password;
mod notices;
mod office;
mod officers;
mod outside;
mod pace;
mod papers;
mod passkey_sign_in;
mod passkeys;
mod password;
mod payments;
mod pension;
mod people;
mod pki;
mod ports;
mod protection;
mod reading;
mod recovery;
mod reference;
mod reimbursements;
mod renewal;
mod request_key;
mod second_step;
mod secrets;
mod sessions;
mod settings;
mod sign_up;
mod totp;
mod transaction;
mod verification;

pub mod career;
pub mod demo;
pub mod register;

pub use account::{SignIn, SignInAttempt};
pub use audit::AuditCheck;
pub use authenticator::OfferedAuthenticator;
pub use career::CareerStatement;
pub use certificates::{CertificateState, IssuedCertificate, Revocation};
pub use claims::{
    ClaimFile, ClaimNews, ClaimReceipt, ClaimSummary, ClaimedCare, Filing, HandedIn, Officer, OfficerStep,
    Reply as ClaimReply,
};
pub use confirmation::ConfirmedSession;
pub use damane_credential::Facts;
pub use damane_credential::KeyState;
pub use damane_storage::messages::{Channel, Recipient};
pub use damane_storage::payments::BatchRecord;
pub use desk::{
    CareerDispute, DeskClaim, DeskCounts, DeskEntry, DeskPage, DeskQuestion, DeskTab, DisputePage,
    DisputeReply, FoundPerson, Proposal, RevocableCertificate, WaitingReset,
};
pub use details::{ChangeStep, Detail, Details, PendingDetail};
pub use device_keys::{KeyProof, KeyThumbprint, ShownProof};
pub use devices::Device;
pub use documents::{Arrival, DOCUMENT_BYTES, OpenedDocument, PIECE_BYTES};
pub use error::{PensionRefusal, ServiceError};
pub use export::TOLD_STEPS;
pub use fund::{Fund, make_fund};
pub use job_loss::{JobLossBenefit, JobLossCheck, JobLossFile};
pub use journal::{Journal, JournalActor, JournalEntry};
pub use keys::{
    KeyAct, KeyFolder, KeyLog, KeyOrder, KeyPlace, ListedKey, Rotation, SignedTrust, TokenSettings,
    TrustRequest, sign_trust,
};
pub use messages::{
    Carrier, CarrierError, Delivered, OutboxMessage, Outcome, OutgoingText, Sending, Template,
};
pub use office::{Agreed, AskedReset, Delivery, OfficeError};
pub use officers::{
    Enrolling, ListedOfficer, NewOfficer, OfficeSearch, OfficerAttempt, OfficerLink, OfficerSession,
    OpenedOfficerSession,
};
pub use outside::{Asking, Outside, Unanswered};
pub use passkey_sign_in::PasskeyAttempt;
pub use passkeys::{PasskeyCeremony, PasskeySummary};
pub use payments::{Batch, BatchFile, BatchPayment};
pub use pension::{DeskPension, PensionCheck, PensionDecision, PensionFile, PensionSimulation, Suppositions};
pub use people::PersonSummary;
pub use pki::{AuthorityName, PublishedFile};
pub use ports::{Chance, Clock, Ports};
pub use protection::{Protection, RecoveryCodes};
pub use reading::Alarms;
pub use recovery::{RecoveryAsked, RecoveryAttempt, RecoveryChannel};
pub use reference::ReferencedCertificate;
pub use reimbursements::ReimbursementEstimate;
pub use renewal::SessionTokens;
pub use request_key::check_key;
pub use second_step::{Factor, SecondStep};
pub use sessions::{ClientKind, OpenedSession, Session};
pub use settings::{
    CarrierSettings, EmailSettings, HttpGateway, LineTls, MailTls, MessageCentre, SealLevel, SealSettings,
    Secret, SmsSettings, Tsa, WhenDown,
};
pub use sign_up::{CodeSent, SignUpAttempt, SignUpStep};
