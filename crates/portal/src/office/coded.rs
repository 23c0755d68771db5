//! Coded words of the console, between the domain's enums and the contract's: total both ways.

use damane_contract::{
    BatchFileView, ClaimKindView, DisputeAnswerView, OfficeTabView, OfficerRoleView, RefusalView,
    ReturnReasonView, RevocationView, SearchPurposeView, UpholdingView,
};
use damane_domain::career::DisputeAnswer;
use damane_domain::claim::{ClaimKind, Refusal, ReturnReason, Upholding};
use damane_domain::office::{OfficerRole, SearchPurpose};
use damane_services::{BatchFile, DeskTab, Revocation};

/// What an officer may do.
pub const fn role(named: OfficerRole) -> OfficerRoleView {
    match named {
        OfficerRole::Decide => OfficerRoleView::Decide,
        OfficerRole::Approve => OfficerRoleView::Approve,
        OfficerRole::Accounts => OfficerRoleView::Accounts,
        OfficerRole::Certificates => OfficerRoleView::Certificates,
    }
}

/// A part of a queue.
pub const fn tab(named: OfficeTabView) -> DeskTab {
    match named {
        OfficeTabView::ToDo => DeskTab::ToDo,
        OfficeTabView::Waiting => DeskTab::Waiting,
        OfficeTabView::ToAgree => DeskTab::ToAgree,
        OfficeTabView::ToPay => DeskTab::ToPay,
        OfficeTabView::Closed => DeskTab::Closed,
    }
}

/// A kind of claim.
pub const fn claim_kind(named: ClaimKindView) -> ClaimKind {
    match named {
        ClaimKindView::Reimbursement => ClaimKind::Reimbursement,
        ClaimKindView::Pension => ClaimKind::Pension,
        ClaimKindView::JobLoss => ClaimKind::JobLoss,
    }
}

/// Why a decision that was contested stands.
pub const fn upholding(named: UpholdingView) -> Upholding {
    match named {
        UpholdingView::NothingNew => Upholding::NothingNew,
        UpholdingView::ByTheRules => Upholding::ByTheRules,
        UpholdingView::PapersConfirm => Upholding::PapersConfirm,
        UpholdingView::NotShown => Upholding::NotShown,
    }
}

/// Why a person is looked up.
pub const fn purpose(named: SearchPurposeView) -> SearchPurpose {
    match named {
        SearchPurposeView::AtTheCounter => SearchPurpose::AtTheCounter,
        SearchPurposeView::CallOrLetter => SearchPurpose::CallOrLetter,
        SearchPurposeView::Claim => SearchPurpose::Claim,
        SearchPurposeView::EmployerNotice => SearchPurpose::EmployerNotice,
        SearchPurposeView::Certificate => SearchPurpose::Certificate,
        SearchPurposeView::Career => SearchPurpose::Career,
    }
}

/// Why a payment came back.
pub const fn return_reason(named: ReturnReasonView) -> ReturnReason {
    match named {
        ReturnReasonView::AccountClosed => ReturnReason::AccountClosed,
        ReturnReasonView::AccountUnknown => ReturnReason::AccountUnknown,
        ReturnReasonView::OtherHolder => ReturnReason::OtherHolder,
        ReturnReasonView::NotStated => ReturnReason::NotStated,
    }
}

/// The same, to the wire.
pub const fn return_reason_view(named: ReturnReason) -> ReturnReasonView {
    match named {
        ReturnReason::AccountClosed => ReturnReasonView::AccountClosed,
        ReturnReason::AccountUnknown => ReturnReasonView::AccountUnknown,
        ReturnReason::OtherHolder => ReturnReasonView::OtherHolder,
        ReturnReason::NotStated => ReturnReasonView::NotStated,
    }
}

/// Why a certificate is revoked.
pub const fn revocation(named: RevocationView) -> Revocation {
    match named {
        RevocationView::IssuedInError => Revocation::IssuedInError,
        RevocationView::FactsWrong => Revocation::FactsWrong,
        RevocationView::AccountMisused => Revocation::AccountMisused,
    }
}

/// A form of a batch's file.
pub const fn batch_file(named: BatchFileView) -> BatchFile {
    match named {
        BatchFileView::Csv => BatchFile::Csv,
        BatchFileView::Pain001 => BatchFile::Pain001,
    }
}

/// An answer to a dispute.
pub const fn dispute_answer(named: DisputeAnswerView) -> DisputeAnswer {
    match named {
        DisputeAnswerView::Stands => DisputeAnswer::Stands,
        DisputeAnswerView::EmployerAsked => DisputeAnswer::EmployerAsked,
        DisputeAnswerView::Corrected => DisputeAnswer::Corrected,
    }
}

/// A reason of a refusal.
pub const fn refusal(named: RefusalView) -> Refusal {
    match named {
        RefusalView::FiledLate => Refusal::FiledLate,
        RefusalView::NotCovered => Refusal::NotCovered,
        RefusalView::RightsNotOpen => Refusal::RightsNotOpen,
        RefusalView::NotADependant => Refusal::NotADependant,
        RefusalView::DocumentMissing => Refusal::DocumentMissing,
        RefusalView::DocumentIllegible => Refusal::DocumentIllegible,
        RefusalView::DocumentDiffers => Refusal::DocumentDiffers,
        RefusalView::Duplicate => Refusal::Duplicate,
        RefusalView::NoPriorAgreement => Refusal::NoPriorAgreement,
        RefusalView::NoSwornTranslation => Refusal::NoSwornTranslation,
        RefusalView::NotEnoughDays => Refusal::NotEnoughDays,
        RefusalView::AgeNotReached => Refusal::AgeNotReached,
        RefusalView::LossWasVoluntary => Refusal::LossWasVoluntary,
        RefusalView::BackAtWork => Refusal::BackAtWork,
        RefusalView::WorkNotStopped => Refusal::WorkNotStopped,
        RefusalView::ContributionsRefunded => Refusal::ContributionsRefunded,
        RefusalView::NoReply => Refusal::NoReply,
    }
}
