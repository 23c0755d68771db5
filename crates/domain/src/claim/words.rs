//! The stable words of claims: kinds, the statuses people see, documents, reasons. Codes are kept for ever: one is never
//! given another meaning.

use std::fmt;

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$item])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// A stable word for columns, files and the wire.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// From its word.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

pub(crate) use coded;

coded! {
    /// Kinds of claim.
    ClaimKind {
        /// Reimbursement of care (AMO).
        Reimbursement = "reimbursement",
        /// Old-age pension.
        Pension = "pension",
        /// Job-loss benefit (IPE).
        JobLoss = "job_loss",
    }
}

impl ClaimKind {
    /// Granted once, and paid month after month.
    pub const fn is_paid_by_the_month(self) -> bool {
        matches!(self, Self::JobLoss)
    }

    /// Two letters in front of a reference.
    pub(super) const fn letters(self) -> &'static str {
        match self {
            Self::Reimbursement => "RB",
            Self::Pension => "PV",
            Self::JobLoss => "PE",
        }
    }
}

coded! {
    /// The four statuses a person sees, and the side state in which something is asked of them.
    ClaimStatus {
        /// Received: nobody looked at it yet.
        Received = "received",
        /// In progress.
        InProgress = "in_progress",
        /// More documents are asked for.
        DocumentsAsked = "documents_asked",
        /// Paid.
        Paid = "paid",
        /// Rejected.
        Rejected = "rejected",
    }
}

coded! {
    /// What a handed-in document is.
    DocumentKind {
        /// Care form.
        CareForm = "care_form",
        /// Prescription.
        Prescription = "prescription",
        /// Invoice or receipt of payment.
        Invoice = "invoice",
        /// Result of an examination.
        TestResult = "test_result",
        /// Medical report.
        MedicalReport = "medical_report",
        /// Prior agreement of the fund.
        PriorAgreement = "prior_agreement",
        /// Translation by a sworn translator.
        SwornTranslation = "sworn_translation",
        /// National identity card, both sides.
        IdentityCard = "identity_card",
        /// Bank statement that shows the RIB.
        BankStatement = "bank_statement",
        /// Birth record.
        BirthRecord = "birth_record",
        /// Marriage record.
        MarriageRecord = "marriage_record",
        /// Record of the labour inspector with cause and date.
        LabourInspectorRecord = "labour_inspector_record",
        /// Work contract.
        WorkContract = "work_contract",
        /// The employer's part of the declaration, stamped.
        EmployerStatement = "employer_statement",
        /// Letter that ends the contract.
        EndOfContract = "end_of_contract",
        /// Payslip.
        Payslip = "payslip",
        /// Statement of the authority that no work is done any more.
        InactivityStatement = "inactivity_statement",
        /// Certificate of life.
        LifeCertificate = "life_certificate",
        /// A mine's statement of the years underground.
        UndergroundStatement = "underground_statement",
        /// Anything else.
        Other = "other",
    }
}

coded! {
    /// Why a claim, or a line of it, is refused.
    Refusal {
        /// Filed after its last day.
        FiledLate = "filed_late",
        /// Not among what is covered.
        NotCovered = "not_covered",
        /// Rights were not open on the day.
        RightsNotOpen = "rights_not_open",
        /// The person cared for is not a declared dependant.
        NotADependant = "not_a_dependant",
        /// A document is missing.
        DocumentMissing = "document_missing",
        /// A document cannot be read.
        DocumentIllegible = "document_illegible",
        /// A document says something else than the claim.
        DocumentDiffers = "document_differs",
        /// Claimed before.
        Duplicate = "duplicate",
        /// Care that needs the fund's agreement first had none.
        NoPriorAgreement = "no_prior_agreement",
        /// A paper in another language came without a sworn translation.
        NoSwornTranslation = "no_sworn_translation",
        /// Not enough declared days.
        NotEnoughDays = "not_enough_days",
        /// Below the age of the right.
        AgeNotReached = "age_not_reached",
        /// The loss was the person's own wish.
        LossWasVoluntary = "loss_was_voluntary",
        /// Back at work.
        BackAtWork = "back_at_work",
        /// Work has not stopped.
        WorkNotStopped = "work_not_stopped",
        /// The contributions were paid back before.
        ContributionsRefunded = "contributions_refunded",
        /// What was asked for did not come by its last day.
        NoReply = "no_reply",
    }
}

coded! {
    /// Why a decision that was contested stands.
    Upholding {
        /// Nothing was brought that was not known when it was decided.
        NothingNew = "nothing_new",
        /// The decision follows the rules and tariffs of that day.
        ByTheRules = "by_the_rules",
        /// The documents confirm it.
        PapersConfirm = "papers_confirm",
        /// No document shows what the person says.
        NotShown = "not_shown",
    }
}

coded! {
    /// Why a bank gave a payment back.
    ReturnReason {
        /// The account is closed.
        AccountClosed = "account_closed",
        /// There is no such account.
        AccountUnknown = "account_unknown",
        /// The account is another person's.
        OtherHolder = "other_holder",
        /// The bank gave no reason.
        NotStated = "not_stated",
    }
}

/// The name an officer signs with: 2 to 60 characters. Two spellings of one name are one officer: `S. Amrani`, `s amrani`.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
pub struct OfficerName(String);

impl OfficerName {
    /// Reads a name; `None` when it is too short, too long, or holds a control character.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = !text.chars().any(char::is_control) && text.chars().any(char::is_alphanumeric);
        (plain && (2..=60).contains(&text.chars().count())).then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl OfficerName {
    /// Its letters and digits in small: the same for every spelling of one name.
    pub fn derive_letters(&self) -> String {
        self.letters().collect()
    }

    fn letters(&self) -> impl Iterator<Item = char> {
        self.0.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase)
    }
}

impl PartialEq for OfficerName {
    fn eq(&self, other: &Self) -> bool {
        self.letters().eq(other.letters())
    }
}

impl Eq for OfficerName {}

impl fmt::Display for OfficerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for OfficerName {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an officer's name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_and_blanks_make_no_second_officer() {
        let name = |text: &str| OfficerName::parse(text).unwrap();
        assert_eq!(name("S. Benali"), name("s benali "));
        assert_eq!(name("سعاد بنعلي"), name("سعاد  بنعلي"));
        assert_ne!(name("S. Benali"), name("K. Benali"));
        assert!(OfficerName::parse("..").is_none());
    }

    #[test]
    fn a_word_is_read_back_and_no_two_are_alike() {
        for kind in DocumentKind::ALL {
            assert_eq!(DocumentKind::from_code(kind.code()), Some(*kind));
        }
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_code(refusal.code()), Some(*refusal));
        }
    }
}
