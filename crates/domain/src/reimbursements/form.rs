//! What a person fills in to be paid back for care, and what is wrong with it.

use super::{Abroad, Act, Claim, Convention, Line};
use crate::claim::DocumentKind;
use crate::ids::Ean13;
use crate::money::Money;
use chrono::NaiveDate;

/// Most lines of a form.
pub const MOST_LINES: usize = 60;
/// Most of one thing.
const MOST_PIECES: u32 = 200;
/// The dearest line: a hundred thousand dirhams.
const DEAREST: i64 = 10_000_000;
/// Longest label and name, characters.
const LABEL_CHARS: usize = 80;
/// Digits of a practitioner's number (INPE).
const INPE_DIGITS: usize = 9;
/// Older care than this is a mistyped year.
const OLDEST_DAYS: i64 = 5 * 366;

/// Who was cared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beneficiary {
    /// The insured person.
    Myself,
    /// Their spouse.
    Spouse,
    /// Their child.
    Child,
}

/// One act or medicine.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FormLine {
    /// What it was.
    pub act: Act,
    /// In the person's words: the medicine's name, the examination.
    pub label: String,
    /// The day.
    pub on: NaiveDate,
    /// What was paid for the whole line, centimes.
    pub paid: Money,
    /// How many.
    pub quantity: u32,
    /// In a public hospital.
    pub public_hospital: bool,
    /// The bar code on the box of what was bought, which the care form asks for (form 610-1-02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<Ean13>,
}

/// Care in another country.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ForeignCare {
    /// ISO 3166-1, two letters.
    pub country: String,
    /// ISO 4217, three letters: what was paid in.
    pub currency: String,
    /// Dirhams for one of it, in ten-thousandths, as the bank counted.
    pub rate: u32,
}

/// What a person fills in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ReimbursementForm {
    /// Who was cared for.
    pub beneficiary: Beneficiary,
    /// Their name, when it is not the insured person.
    pub beneficiary_name: Option<String>,
    /// Care over a time.
    pub continuous: bool,
    /// A long-term illness.
    pub long_term: bool,
    /// Care in another country.
    pub abroad: Option<ForeignCare>,
    /// The practitioner's number (INPE), nine digits.
    pub practitioner: Option<String>,
    /// Acts and medicines.
    pub lines: Vec<FormLine>,
}

impl ReimbursementForm {
    /// The first field that cannot be as it is, as it is named on the wire.
    pub fn find_flaw(&self, today: NaiveDate) -> Option<&'static str> {
        let named = self.beneficiary_name.as_deref().map(str::trim).unwrap_or_default();
        let is_other = self.beneficiary != Beneficiary::Myself;
        if is_other != is_label(named) {
            return Some("beneficiary_name");
        }
        if self.practitioner.as_deref().is_some_and(|number| !is_digits(number, INPE_DIGITS)) {
            return Some("practitioner");
        }
        if self.abroad.as_ref().is_some_and(|abroad| !abroad.is_whole()) {
            return Some("abroad");
        }
        if self.lines.is_empty() || self.lines.len() > MOST_LINES {
            return Some("lines");
        }
        self.lines.iter().find_map(|line| line.find_flaw(today))
    }

    /// Whether a line of it is for care that another form claims as well: for the same beneficiary, the same act on the same
    /// day at the same price.
    pub fn claims_care_of(&self, other: &Self) -> bool {
        let whom = |form: &Self| {
            (form.beneficiary, form.beneficiary_name.as_deref().map(str::trim).map(str::to_lowercase))
        };
        let is_same = |line: &FormLine, known: &FormLine| {
            (line.act, line.on, line.paid, line.quantity, line.label.trim())
                == (known.act, known.on, known.paid, known.quantity, known.label.trim())
        };
        whom(self) == whom(other)
            && self.lines.iter().any(|line| other.lines.iter().any(|known| is_same(line, known)))
    }

    /// As the rules see it. What is not known yet is left open: days are counted by whoever has the career.
    pub fn to_claim<'l>(
        &self,
        lines: &'l [Line],
        filed_on: NaiveDate,
        days_in_6_months: Option<u32>,
        papers: &[DocumentKind],
    ) -> Claim<'l> {
        let has = |kind: DocumentKind| papers.contains(&kind);
        Claim {
            filed_on,
            continuous: self.continuous,
            long_term: self.long_term,
            abroad: self.abroad.as_ref().map(|_| Abroad {
                prior_agreement: has(DocumentKind::PriorAgreement),
                sworn_translation: has(DocumentKind::SwornTranslation),
            }),
            days_in_6_months,
            convention: Convention::default(),
            lines,
        }
    }

    /// Its lines as the rules see them.
    pub fn lines_of_rules(&self) -> Vec<Line> {
        let line = |line: &FormLine| Line {
            act: line.act,
            on: line.on,
            paid: line.paid,
            quantity: line.quantity,
            generic_price: None,
            public_hospital: line.public_hospital,
        };
        self.lines.iter().map(line).collect()
    }
}

impl FormLine {
    fn find_flaw(&self, today: NaiveDate) -> Option<&'static str> {
        let age = today.signed_duration_since(self.on).num_days();
        if !(0..=OLDEST_DAYS).contains(&age) {
            return Some("on");
        }
        if !(1..=DEAREST).contains(&self.paid.as_centimes()) {
            return Some("paid");
        }
        if !(1..=MOST_PIECES).contains(&self.quantity) {
            return Some("quantity");
        }
        let is_bought = matches!(self.act, Act::Medicine | Act::Other);
        if self.barcode.is_some() && !is_bought {
            return Some("barcode");
        }
        let label = self.label.trim();
        (!(is_label(label) || (label.is_empty() && !is_bought))).then_some("label")
    }
}

impl ForeignCare {
    fn is_whole(&self) -> bool {
        let capitals = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_uppercase())
        };
        capitals(&self.country, 2) && self.country != "MA" && capitals(&self.currency, 3) && self.rate > 0
    }
}

fn is_label(text: &str) -> bool {
    (1..=LABEL_CHARS).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

fn is_digits(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::super::{Reason, estimate};
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn form() -> ReimbursementForm {
        ReimbursementForm {
            beneficiary: Beneficiary::Myself,
            beneficiary_name: None,
            continuous: false,
            long_term: false,
            abroad: None,
            practitioner: Some("123456789".to_owned()),
            lines: vec![FormLine {
                act: Act::GpVisit,
                label: String::new(),
                on: day("2026-11-20"),
                paid: Money::centimes(15_000),
                quantity: 1,
                public_hospital: false,
                barcode: None,
            }],
        }
    }

    fn flaw(change: impl FnOnce(&mut ReimbursementForm)) -> Option<&'static str> {
        let mut changed = form();
        change(&mut changed);
        changed.find_flaw(day("2026-11-28"))
    }

    #[test]
    fn the_field_at_fault_is_named() {
        assert_eq!(flaw(|_| {}), None);
        assert_eq!(flaw(|form| form.lines.clear()), Some("lines"));
        assert_eq!(flaw(|form| form.lines[0].on = day("2026-11-29")), Some("on"), "tomorrow");
        assert_eq!(flaw(|form| form.lines[0].paid = Money::ZERO), Some("paid"));
        assert_eq!(flaw(|form| form.lines[0].quantity = 0), Some("quantity"));
        assert_eq!(flaw(|form| form.lines[0].act = Act::Medicine), Some("label"), "which medicine?");
        assert_eq!(flaw(|form| form.beneficiary = Beneficiary::Child), Some("beneficiary_name"));
        assert_eq!(flaw(|form| form.practitioner = Some("12".to_owned())), Some("practitioner"));
        let abroad = |country: &str| {
            let (country, currency) = (country.to_owned(), "EUR".to_owned());
            flaw(|form| form.abroad = Some(ForeignCare { country, currency, rate: 108_500 }))
        };
        assert_eq!((abroad("FR"), abroad("MA"), abroad("fr")), (None, Some("abroad"), Some("abroad")));
    }

    #[test]
    fn a_box_has_a_bar_code_and_a_visit_has_none() {
        let coded = |act: Act| {
            flaw(|form| {
                form.lines[0].act = act;
                form.lines[0].label = "amoxicillin".to_owned();
                form.lines[0].barcode = Ean13::parse("6111259930018").ok();
            })
        };
        assert_eq!((coded(Act::Medicine), coded(Act::Other)), (None, None));
        assert_eq!((coded(Act::GpVisit), coded(Act::SpecialistVisit)), (Some("barcode"), Some("barcode")));
    }

    #[test]
    fn a_form_kept_before_there_were_bar_codes_is_still_read_and_written_the_same() {
        let kept = r#"{"beneficiary":"myself","beneficiary_name":null,"continuous":false,"long_term":false,"abroad":null,"practitioner":"123456789","lines":[{"act":"gp_visit","label":"","on":"2026-11-20","paid":15000,"quantity":1,"public_hospital":false}]}"#;
        let read: ReimbursementForm = serde_json::from_str(kept).unwrap();
        assert_eq!(read, form());
        assert_eq!(serde_json::to_string(&read).unwrap(), kept);
        let coded = kept
            .replace(r#""public_hospital":false"#, r#""public_hospital":false,"barcode":"6111259930018""#);
        let read: ReimbursementForm = serde_json::from_str(&coded).unwrap();
        assert_eq!(read.lines[0].barcode.as_ref().map(Ean13::as_str), Some("6111259930018"));
        assert_eq!(serde_json::to_string(&read).unwrap(), coded);
    }

    #[test]
    fn care_abroad_needs_its_two_papers() {
        let abroad = ForeignCare { country: "FR".to_owned(), currency: "EUR".to_owned(), rate: 108_500 };
        let form = ReimbursementForm { abroad: Some(abroad), ..form() };
        let lines = form.lines_of_rules();
        let reasons = |papers: &[DocumentKind]| {
            estimate(&form.to_claim(&lines, day("2026-11-28"), None, papers)).unwrap().reasons
        };
        assert_eq!(reasons(&[]), [Reason::PriorAgreementMissing, Reason::SwornTranslationMissing]);
        assert_eq!(reasons(&[DocumentKind::PriorAgreement]), [Reason::SwornTranslationMissing]);
        assert!(reasons(&[DocumentKind::PriorAgreement, DocumentKind::SwornTranslation]).is_empty());
    }
}
