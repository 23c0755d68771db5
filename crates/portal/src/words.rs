//! From the services' types to the contract's views, and from their errors to its codes. Nothing is decided here.

use crate::answer::{Answer, Refusal};
use damane_contract::{
    BlockedCaseView, CareerLineView, CareerMonthView, CareerView, CareerYearView, CertificateStateView,
    CertificateView, DeviceView, DisputeAnswerView, DisputeLineRequest, DisputeReasonView, DisputeView,
    EarlierAnswerView, EmployerView, EmploymentView, ErrorBody, ErrorCode, FundView, MonthStateView,
    NotEntitledReason, OriginView, PersonView, RecoveryView, ReferenceVerdict, ReferenceView,
    SessionTokensView, SignInView, SignUpStepView, SignUpView, VerifierProfileView, fact_views,
};
use damane_domain::account::{BlockedCase, PasswordFlaw};
use damane_domain::career::{
    CareerLine, CareerYear, Dispute, DisputeAnswer, DisputeReason, Employment, MonthState, Origin, Reopening,
};
use damane_domain::certificates::{NotEntitled, last_valid_day};
use damane_domain::fund::FundProfile;
use damane_domain::ids::{DocumentId, EmployerNumber};
use damane_domain::parameters::Confidence;
use damane_domain::person::PersonName;
use damane_domain::time::Timestamp;
use damane_services::career::DisputedLine;
use damane_services::{
    CareerStatement, CertificateState, CodeSent, Device, IssuedCertificate, PersonSummary, RecoveryAsked,
    ReferencedCertificate, ServiceError, SessionTokens, SignUpStep,
};

/// The fund.
pub fn fund(profile: &FundProfile) -> FundView {
    FundView {
        name: profile.name.clone().into(),
        demonstration: profile.demonstration,
        verification_host: profile.verification_host.clone(),
        phone: profile.phone.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        offices: profile.offices.iter().cloned().map(Into::into).collect(),
        portal_url: Some(profile.portal_url.clone()),
    }
}

/// The fund as the verify page knows it.
pub fn verifier_profile(profile: &FundProfile) -> VerifierProfileView {
    let FundView { name, demonstration, verification_host, phone, .. } = fund(profile);
    let (_, address) = profile.portal_url.split_once("://").unwrap_or_default();
    let portal_host = address.split(['/', ':']).next().unwrap_or_default().to_owned();
    VerifierProfileView {
        name,
        demonstration,
        verification_host,
        portal_host,
        phone,
        root: profile.root_key.clone(),
    }
}

/// A person.
pub fn person(summary: PersonSummary) -> PersonView {
    let employer = summary.employer_name.unwrap_or_default();
    PersonView {
        registration_number: summary.registration_number.to_string(),
        name_latin: summary.name.latin,
        name_arabic: summary.name.arabic,
        employment: employment(&summary.employment, |_| employer.clone()),
    }
}

/// A session opened for the app.
pub fn signed_in_app(token: String, tokens: Option<SessionTokens>, person: PersonView) -> SignInView {
    match tokens.map(self::tokens) {
        Some(SessionTokensView { token, renewal_token, expires_in }) => SignInView::SignedIn {
            token: Some(token),
            renewal_token: Some(renewal_token),
            expires_in: Some(expires_in),
            person,
        },
        None => SignInView::SignedIn { token: Some(token), renewal_token: None, expires_in: None, person },
    }
}

/// A session opened for a browser, whose cookie holds the token.
pub fn signed_in_browser(person: PersonView) -> SignInView {
    SignInView::SignedIn { token: None, renewal_token: None, expires_in: None, person }
}

/// The app's tokens.
pub fn tokens(tokens: SessionTokens) -> SessionTokensView {
    let SessionTokens { token, renewal_token, expires_in } = tokens;
    SessionTokensView { token, renewal_token, expires_in }
}

/// A trusted device.
pub fn device(device: Device) -> DeviceView {
    let Device { id, name, current, signed_in, has_key, trusted_at, used_at } = device;
    let (trusted_at, used_at) = (trusted_at.to_rfc3339(), used_at.to_rfc3339());
    DeviceView { id, name, current, signed_in, has_key, trusted_at, used_at }
}

fn employment(employment: &Employment, name: impl Fn(&EmployerNumber) -> String) -> EmploymentView {
    match employment {
        Employment::Declared { employer, last_month } => {
            EmploymentView::Declared { employer: name(employer), last_month: last_month.to_string() }
        }
        Employment::Interrupted { last_month, months } => {
            EmploymentView::Interrupted { last_month: last_month.to_string(), months: *months }
        }
        Employment::Inactive { last_month } => {
            EmploymentView::Inactive { last_month: last_month.to_string() }
        }
        Employment::NeverDeclared => EmploymentView::NeverDeclared,
    }
}

/// A career.
pub fn career(statement: &CareerStatement) -> CareerView {
    let CareerStatement { career, employer_names, rules, employment: today, disputes, as_of } = statement;
    let name =
        |number: &EmployerNumber| employer_names.get(number).cloned().unwrap_or_else(|| number.to_string());
    let employers = employer_names
        .iter()
        .map(|(number, name)| EmployerView { number: number.to_string(), name: name.clone() });
    CareerView {
        as_of: as_of.to_rfc3339(),
        years: career.years(rules).iter().map(year).collect(),
        lines: career.lines().iter().map(line).collect(),
        employers: employers.collect(),
        total_days: career.total_days(rules),
        pension_days: rules.pension_days.value,
        pension_days_sourced: rules.pension_days.confidence == Confidence::Sourced,
        total_quarters: career.total_quarters(rules),
        employment: employment(today, name),
        disputes: disputes.iter().map(dispute).collect(),
    }
}

/// A dispute.
pub fn dispute(dispute: &Dispute) -> DisputeView {
    let employer_number =
        if dispute.employer == 0 { String::new() } else { format!("{:07}", dispute.employer) };
    DisputeView {
        month: dispute.month.to_string(),
        employer_number,
        reason: match dispute.reason {
            DisputeReason::MissingMonth => DisputeReasonView::MissingMonth,
            DisputeReason::WrongDays => DisputeReasonView::WrongDays,
            DisputeReason::WrongSalary => DisputeReasonView::WrongSalary,
            DisputeReason::WrongSituation => DisputeReasonView::WrongSituation,
            DisputeReason::NotMyEmployer => DisputeReasonView::NotMyEmployer,
        },
        note: dispute.note.clone(),
        made_at: dispute.made_at.to_rfc3339(),
        documents: dispute.documents,
        answer: dispute.answer.map(|(answer, _)| dispute_answer(answer)),
        answered_at: dispute.answer.map(|(_, at)| at.to_rfc3339()),
        words: dispute.words.clone(),
        reopened_at: dispute.reopened.map(|(_, at)| at.to_rfc3339()),
        undone_by_file: dispute.reopened.is_some_and(|(why, _)| why == Reopening::ByFile),
        earlier: dispute.earlier.as_ref().map(|earlier| EarlierAnswerView {
            answer: dispute_answer(earlier.answer),
            answered_at: earlier.at.to_rfc3339(),
            words: earlier.words.clone(),
        }),
    }
}

const fn dispute_answer(answer: DisputeAnswer) -> DisputeAnswerView {
    match answer {
        DisputeAnswer::Stands => DisputeAnswerView::Stands,
        DisputeAnswer::EmployerAsked => DisputeAnswerView::EmployerAsked,
        DisputeAnswer::Corrected => DisputeAnswerView::Corrected,
    }
}

/// What a person says is wrong.
pub fn disputed_line(request: DisputeLineRequest) -> Answer<DisputedLine> {
    let DisputeLineRequest { month, employer_number, reason, note, documents } = request;
    let read = |id: &String| DocumentId::parse(id).map_err(|_| Refusal::invalid("documents"));
    let documents = documents.iter().map(read).collect::<Answer<_>>()?;
    Ok(DisputedLine { month, employer_number, reason: dispute_reason(reason), note, documents })
}

/// What is wrong, as it is named on the wire.
pub const fn dispute_reason(named: DisputeReasonView) -> DisputeReason {
    match named {
        DisputeReasonView::MissingMonth => DisputeReason::MissingMonth,
        DisputeReasonView::WrongDays => DisputeReason::WrongDays,
        DisputeReasonView::WrongSalary => DisputeReason::WrongSalary,
        DisputeReasonView::WrongSituation => DisputeReason::WrongSituation,
        DisputeReasonView::NotMyEmployer => DisputeReason::NotMyEmployer,
    }
}

fn year(year: &CareerYear) -> CareerYearView {
    let months = year.months.iter().map(|month| CareerMonthView {
        month: month.month.month(),
        state: match month.state {
            MonthState::Full => MonthStateView::Full,
            MonthState::Partial => MonthStateView::Partial,
            MonthState::Sickness => MonthStateView::Sickness,
            MonthState::Maternity => MonthStateView::Maternity,
            MonthState::Gap => MonthStateView::Gap,
            MonthState::Outside => MonthStateView::Outside,
        },
        days: month.days,
        salary: month.salary.as_centimes(),
    });
    CareerYearView {
        year: year.year,
        months: months.collect(),
        days: year.days,
        salary: year.salary.as_centimes(),
        quarters: year.quarters,
        main_employer: year.main_employer.as_ref().map(ToString::to_string).unwrap_or_default(),
    }
}

fn line(line: &CareerLine) -> CareerLineView {
    let declared = &line.declared;
    CareerLineView {
        month: declared.month.to_string(),
        employer_number: declared.employer.to_string(),
        days: declared.days,
        salary: declared.salary.as_centimes(),
        capped_salary: declared.capped_salary.as_centimes(),
        situation: declared.situation.into(),
        origin: match line.origin {
            Origin::Main => OriginView::Main,
            Origin::Complementary => OriginView::Complementary,
            Origin::Correction => OriginView::Correction,
        },
        superseded: line.superseded,
    }
}

/// What a reference leads to.
pub fn referenced(found: Option<ReferencedCertificate>, as_of: Timestamp) -> ReferenceView {
    let verdict = match found.as_ref().map(|found| found.state) {
        Some(CertificateState::Valid) => ReferenceVerdict::Valid,
        Some(CertificateState::Expired) => ReferenceVerdict::Expired,
        Some(CertificateState::Replaced) => ReferenceVerdict::Replaced,
        Some(CertificateState::Revoked) => ReferenceVerdict::Revoked,
        None => ReferenceVerdict::Unknown,
    };
    ReferenceView {
        verdict,
        kind: found.as_ref().map(|found| found.kind.into()),
        issued_on: found.as_ref().map(|found| found.issued_on.to_string()),
        valid_until: found.as_ref().map(|found| found.valid_until.to_string()),
        name_latin: found.as_ref().map(|found| found.name.latin.clone()),
        name_arabic: found.map(|found| found.name.arabic),
        as_of: as_of.to_rfc3339(),
    }
}

/// A certificate.
pub fn certificate(issued: IssuedCertificate) -> CertificateView {
    CertificateView {
        id: issued.id.to_string(),
        reference: issued.reference,
        kind: issued.kind.into(),
        name_latin: issued.name.latin,
        name_arabic: issued.name.arabic,
        registration_number: issued.registration_number.to_string(),
        facts: fact_views(&issued.facts),
        issued_at: issued.issued_at.to_rfc3339(),
        valid_until: last_valid_day(issued.expires_at).to_string(),
        state: match issued.state {
            CertificateState::Valid => CertificateStateView::Valid,
            CertificateState::Expired => CertificateStateView::Expired,
            CertificateState::Replaced => CertificateStateView::Replaced,
            CertificateState::Revoked => CertificateStateView::Revoked,
        },
        qr_text: issued.qr_text,
        kept: false,
    }
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::InvalidInput(field) => Self::invalid(field),
            ServiceError::SignInRefused => ErrorCode::SignInRefused.into(),
            ServiceError::CodeRefused => ErrorCode::CodeRefused.into(),
            ServiceError::TooManyTries { retry_after } => Self::later(ErrorCode::TooManyTries, retry_after),
            ServiceError::SessionEnded => ErrorCode::SessionEnded.into(),
            ServiceError::NotFound => ErrorCode::NotFound.into(),
            ServiceError::NotEntitled(reasons) => {
                let reasons = reasons.into_iter().map(reason).collect();
                Self(ErrorBody { reasons, ..ErrorCode::NotEntitled.into() })
            }
            ServiceError::KeyReused => ErrorCode::KeyReused.into(),
            ServiceError::ConfirmationNeeded => ErrorCode::ConfirmationNeeded.into(),
            ServiceError::DetailsGuarded { retry_after } => {
                Self::later(ErrorCode::DetailsGuarded, retry_after)
            }
            ServiceError::PasskeyRefused => ErrorCode::PasskeyRefused.into(),
            ServiceError::IllegalStep(_) => ErrorCode::StepRefused.into(),
            ServiceError::RoleMissing => ErrorCode::RoleMissing.into(),
            ServiceError::LossDeclared(_) => ErrorCode::LossDeclaredBefore.into(),
            ServiceError::MonthsGranted(_) => ErrorCode::MonthsGrantedBefore.into(),
            ServiceError::PensionRefused(refusal) => crate::pension_request_words::refusal(refusal),
            ServiceError::PasswordRefused(flaw) => {
                Self(ErrorBody { flaw: Some(password_flaw(flaw)), ..ErrorCode::PasswordRefused.into() })
            }
            ServiceError::LinkRefused => ErrorCode::LinkRefused.into(),
            ServiceError::Busy { retry_after } => Self::later(ErrorCode::Busy, retry_after),
            error @ (ServiceError::Storage(_) | ServiceError::Folder { .. } | ServiceError::Internal(_)) => {
                Self::internal(&format!("{}: {error}", error.code()))
            }
        }
    }
}

fn reason(reason: NotEntitled) -> NotEntitledReason {
    match reason {
        NotEntitled::NeverDeclared => NotEntitledReason::NeverDeclared,
        NotEntitled::NotDeclaredLately => NotEntitledReason::NotDeclaredLately,
        NotEntitled::LeftEmployer => NotEntitledReason::LeftEmployer,
        NotEntitled::NoSalaryDeclared => NotEntitledReason::NoSalaryDeclared,
        NotEntitled::NoDaysDeclared => NotEntitledReason::NoDaysDeclared,
        NotEntitled::StillDeclared => NotEntitledReason::StillDeclared,
        NotEntitled::DepartureNotDeclared => NotEntitledReason::DepartureNotDeclared,
    }
}

fn password_flaw(flaw: PasswordFlaw) -> damane_contract::PasswordFlaw {
    match flaw {
        PasswordFlaw::TooShort => damane_contract::PasswordFlaw::TooShort,
        PasswordFlaw::TooLong => damane_contract::PasswordFlaw::TooLong,
        PasswordFlaw::Common => damane_contract::PasswordFlaw::Common,
        PasswordFlaw::Guessable => damane_contract::PasswordFlaw::Guessable,
    }
}

/// A code that was sent.
pub fn code_sent(sent: CodeSent) -> SignUpView {
    let CodeSent { sign_up_id, expires_in, resend_in } = sent;
    SignUpView { sign_up_id, expires_in, resend_in }
}

/// What comes after the phone is proved.
pub fn sign_up_step(step: SignUpStep) -> SignUpStepView {
    let case = match step {
        SignUpStep::ChoosePassword { name, expires_in } => {
            let PersonName { latin, arabic } = name;
            return SignUpStepView::ChoosePassword { name_latin: latin, name_arabic: arabic, expires_in };
        }
        SignUpStep::Blocked(case) => case,
    };
    let (case, email) = match case {
        BlockedCase::NumberUnknown => (BlockedCaseView::NumberUnknown, None),
        BlockedCase::OtherMobile => (BlockedCaseView::OtherMobile, None),
        BlockedCase::AccountExists(email) => (BlockedCaseView::AccountExists, email),
        BlockedCase::EmailTaken => (BlockedCaseView::EmailTaken, None),
        BlockedCase::FileInactive => (BlockedCaseView::FileInactive, None),
    };
    SignUpStepView::Blocked { case, masked_email: email.map(|email| email.masked()) }
}

/// A link that was asked for.
pub fn recovery_asked(asked: RecoveryAsked) -> RecoveryView {
    RecoveryView { expires_in: asked.expires_in, resend_in: asked.resend_in }
}
