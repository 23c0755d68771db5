//! Certificates: asking, listing, showing.

use damane_domain::certificates::{CertificateKind, FactValue, Facts};

/// Kinds of certificate, in the words of `domain::certificates::CertificateKind`.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateKindView {
    /// Declared employment.
    Employment,
    /// Affiliation.
    Affiliation,
    /// Salaries of the last twelve months.
    AnnualSalary,
    /// Days and contributed quarters.
    Quarters,
    /// End of declaration.
    Deregistration,
}

/// Why a person may not have a certificate now.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NotEntitledReason {
    /// Never declared by an employer.
    NeverDeclared,
    /// No declaration in the last months: nothing current to certify.
    NotDeclaredLately,
    /// The last declaration says the person has left.
    LeftEmployer,
    /// This kind is not issued yet.
    KindNotIssued,
    /// No month with a salary was declared.
    NoSalaryDeclared,
    /// No month with days was declared.
    NoDaysDeclared,
    /// An employer declares the person today.
    StillDeclared,
    /// Declared no more, but no employer has said that the person left.
    DepartureNotDeclared,
}

/// `POST /v1/certificates`, with an `Idempotency-Key` header.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IssueCertificateRequest {
    /// What is asked for.
    pub kind: CertificateKindView,
}

/// State of a certificate in the list.
#[derive(Debug, Clone, Copy, Hash, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CertificateStateView {
    /// In force.
    Valid,
    /// Past its validity.
    Expired,
    /// A newer one stands in its place.
    Replaced,
    /// Revoked by the fund.
    Revoked,
}

/// What one fact states; which of these stands is seen by its fields. Grown, never changed: `name` and `number`,
/// `month` and `days` are as old as the first certificates.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum FactValueView {
    /// An employer.
    Employer {
        /// Company name.
        name: String,
        /// 7 digits.
        number: String,
    },
    /// A month.
    Month {
        /// `YYYY-MM`.
        month: String,
    },
    /// A count of days.
    Days {
        /// Days.
        days: u32,
    },
    /// A count of months or quarters.
    Count {
        /// How many.
        count: u32,
    },
    /// An amount.
    Amount {
        /// Centimes, at most 2^53 − 1.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        centimes: i64,
    },
    /// A declared situation.
    Situation {
        /// Its word.
        situation: crate::SituationView,
    },
}

/// One fact of a certificate, named by a key the UI has words for (`fact_<key>`). Which keys a kind has stands in
/// `domain/src/certificates/<kind>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FactView {
    /// Its name.
    pub key: String,
    /// What it states.
    #[serde(flatten)]
    pub value: FactValueView,
}

/// What the printed code carries of facts, in its order. Tables stand on the page alone.
pub fn fact_views(facts: &Facts) -> Vec<FactView> {
    let view = |value: &FactValue| {
        Some(match value {
            FactValue::Employer { number, name } => {
                FactValueView::Employer { name: name.clone(), number: number.to_string() }
            }
            FactValue::Month(month) => FactValueView::Month { month: month.to_string() },
            FactValue::Days(days) => FactValueView::Days { days: *days },
            FactValue::Number(count) => FactValueView::Count { count: *count },
            FactValue::Money(money) => FactValueView::Amount { centimes: money.as_centimes() },
            FactValue::Situation(situation) => FactValueView::Situation { situation: (*situation).into() },
            FactValue::Months(_) | FactValue::Years(_) => return None,
        })
    };
    let named = |(field, value): (&damane_domain::certificates::Field, _)| {
        Some(FactView { key: field.key.to_owned(), value: view(value)? })
    };
    facts.in_code().filter_map(named).collect()
}

impl From<CertificateKindView> for CertificateKind {
    fn from(kind: CertificateKindView) -> Self {
        match kind {
            CertificateKindView::Employment => Self::Employment,
            CertificateKindView::Affiliation => Self::Affiliation,
            CertificateKindView::AnnualSalary => Self::AnnualSalary,
            CertificateKindView::Quarters => Self::Quarters,
            CertificateKindView::Deregistration => Self::Deregistration,
        }
    }
}

impl From<CertificateKind> for CertificateKindView {
    fn from(kind: CertificateKind) -> Self {
        match kind {
            CertificateKind::Employment => Self::Employment,
            CertificateKind::Affiliation => Self::Affiliation,
            CertificateKind::AnnualSalary => Self::AnnualSalary,
            CertificateKind::Quarters => Self::Quarters,
            CertificateKind::Deregistration => Self::Deregistration,
        }
    }
}

/// A certificate: `GET /v1/certificates`, `GET /v1/certificates/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateView {
    /// 128-bit random id, 32 hex digits.
    pub id: String,
    /// What a person quotes: `EM-7K4M-29QX-81TN`.
    pub reference: String,
    /// Kind.
    pub kind: CertificateKindView,
    /// Holder, Latin script.
    pub name_latin: String,
    /// Holder, Arabic script.
    pub name_arabic: String,
    /// Holder's registration number.
    pub registration_number: String,
    /// What it states.
    pub facts: Vec<FactView>,
    /// Issued at: UTC, RFC 3339.
    pub issued_at: String,
    /// Last valid day, ISO date in the fund's time zone (UTC).
    pub valid_until: String,
    /// State now.
    pub state: CertificateStateView,
    /// The QR's text, `https://HOST/#9…`.
    pub qr_text: String,
    /// Kept on this device (set by the app; always false from the portal).
    #[serde(default)]
    pub kept: bool,
}

/// `GET /v1/certificates`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificateListView {
    /// When the portal answered: UTC, RFC 3339.
    pub as_of: String,
    /// Newest first.
    pub certificates: Vec<CertificateView>,
}

/// What the UI and the web verifier need of the kinds' files: words, layouts and fields of the printed code.
#[cfg(all(test, feature = "bindings"))]
mod bindings {
    use super::CertificateKind;
    use std::fmt::Write as _;

    #[test]
    fn export_bindings_certificate_kinds() {
        let Some(folder) = std::env::var_os("TS_RS_EXPORT_DIR") else { return };
        let mut text = String::from(
            "// Written by `cargo xtask bindings` from domain/src/certificates/*.toml. Do not edit this file manually.\n\n\
             /** Kinds of certificate: the number in front of sealed facts, the letters of a reference, the facts in their order. */\n\
             export const certificateKinds = [\n",
        );
        for kind in CertificateKind::ALL {
            let details = kind.details();
            let (code, layout, letters) = (details.code, details.layout, details.letters);
            writeln!(text, "  {{ code: '{code}', layout: {layout}, letters: '{letters}', fields: [").unwrap();
            for field in details.fields.iter().filter(|field| field.of.is_in_code()) {
                let most = field.of.most().map_or_else(String::new, |most| format!(", most: {most}"));
                writeln!(text, "    {{ key: '{}', of: '{}'{most} }},", field.key, field.of.code()).unwrap();
            }
            text.push_str("  ] },\n");
        }
        text.push_str("] as const;\n");
        std::fs::write(std::path::Path::new(&folder).join("certificateKinds.ts"), text).unwrap();
    }
}
