//! Worked cases of `reimbursements.toml`, and what holds of every estimate.

use super::rules::FIGURES;
use super::*;
use crate::explanation::StepCode;
use proptest::prelude::*;

fn on(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn visit(paid: i64) -> Line {
    Line {
        act: Act::GpVisit,
        on: on("2026-10-05"),
        paid: Money::centimes(paid),
        quantity: 1,
        generic_price: None,
        public_hospital: false,
    }
}

fn claim(lines: &[Line]) -> Claim<'_> {
    Claim {
        filed_on: on("2026-11-01"),
        continuous: false,
        long_term: false,
        abroad: None,
        days_in_6_months: None,
        convention: Convention::Of2006,
        lines,
    }
}

#[test]
fn the_worked_cases_of_the_file_hold() {
    let cases = &FIGURES.as_ref().unwrap().cases;
    assert!(cases.len() >= 12);
    for case in cases {
        let text = |name: &str| case.given.get(name).and_then(toml::Value::as_str);
        let number = |name: &str| case.given.get(name).and_then(toml::Value::as_integer);
        let flag = |name: &str| case.given.get(name).and_then(toml::Value::as_bool).unwrap_or(false);
        let line = Line {
            act: Act::from_code(text("act").unwrap()).unwrap(),
            on: on(text("on").unwrap()),
            generic_price: number("generic_price").map(Money::centimes),
            public_hospital: flag("public_hospital"),
            ..visit(number("paid").unwrap())
        };
        let lines = [line];
        let signed = text("convention") == Some("2020");
        let found = estimate(&Claim {
            filed_on: on(text("filed").unwrap()),
            abroad: flag("abroad").then_some(Abroad { prior_agreement: false, sworn_translation: false }),
            days_in_6_months: number("days_in_6_months").map(|days| u32::try_from(days).unwrap()),
            convention: if signed { Convention::SignedIn2020 } else { Convention::Of2006 },
            ..claim(&lines)
        });
        let found = found.unwrap();
        let expected = |name: &str| Money::centimes(case.expect[name].as_integer().unwrap());
        assert_eq!(found.lines[0].refund, Some(expected("refund")), "{}", case.name);
        assert_eq!(found.remainder, expected("remainder"), "{}", case.name);
        let first = found.reasons.first().map(|reason| reason.code());
        assert_eq!(case.expect.get("reason").map(|r| r.as_str().unwrap()), first, "{}", case.name);
    }
}

#[test]
fn care_abroad_needs_both_papers() {
    let lines = [visit(15_000)];
    let reasons = |prior_agreement, sworn_translation| {
        let abroad = Some(Abroad { prior_agreement, sworn_translation });
        estimate(&Claim { abroad, ..claim(&lines) }).unwrap().reasons
    };
    use Reason::{PriorAgreementMissing, SwornTranslationMissing};
    assert_eq!(reasons(false, false), [PriorAgreementMissing, SwornTranslationMissing]);
    assert_eq!(reasons(true, false), [SwornTranslationMissing]);
    assert_eq!(reasons(true, true), []);
}

#[test]
fn continuous_care_is_filed_within_sixty_days_of_its_end() {
    let lines = [visit(15_000), Line { on: on("2026-12-20"), ..visit(15_000) }];
    let found = estimate(&Claim { continuous: true, ..claim(&lines) }).unwrap();
    assert_eq!(found.last_day_to_file, Some(on("2027-02-18")));
    assert_eq!(estimate(&claim(&lines)).unwrap().last_day_to_file, Some(on("2026-12-05")));
}

#[test]
fn an_act_without_tariff_is_neither_paid_nor_refused() {
    let lines = [Line { act: Act::Other, ..visit(70_000) }, visit(8_000)];
    let found = estimate(&claim(&lines)).unwrap();
    assert_eq!((found.lines[0].refund, found.lines[0].reason), (None, LineReason::NoTariff));
    assert!(!found.complete && found.reasons.is_empty());
    assert_eq!(found.refund, Money::centimes(5_600));
}

#[test]
fn a_claim_without_lines_is_an_answer() {
    assert_eq!(estimate(&claim(&[])).unwrap().reasons, [Reason::NoLines]);
}

#[test]
fn tariffs_of_2026_are_not_called_sourced() {
    let lines = [visit(15_000)];
    let steps = explain(&claim(&lines), &estimate(&claim(&lines)).unwrap()).unwrap();
    let base = steps.iter().find(|step| step.code == StepCode::LineBase).unwrap();
    assert_eq!(base.confidence(), crate::parameters::Confidence::Unverified);
}

proptest! {
    #[test]
    fn refund_and_remainder_make_what_was_paid(
        lines in proptest::collection::vec((0_usize..4, 0_i64..1_000_000, 1_u32..9, proptest::option::of(0_i64..90_000), any::<bool>()), 1..12)
    ) {
        let line = |(act, paid, quantity, generic, public_hospital): &(usize, i64, u32, Option<i64>, bool)| Line {
            act: Act::ALL[*act],
            quantity: *quantity,
            generic_price: generic.map(Money::centimes),
            public_hospital: *public_hospital,
            ..visit(*paid)
        };
        let lines: Vec<Line> = lines.iter().map(line).collect();
        let found = estimate(&claim(&lines)).unwrap();
        prop_assert_eq!(found.refund + found.remainder, found.paid);
        for line in &found.lines {
            prop_assert!(line.refund.unwrap_or(Money::ZERO) <= line.line.paid);
            prop_assert!(line.base <= line.line.paid);
        }
        let steps = explain(&claim(&lines), &found).unwrap();
        let sum: i64 = steps.iter().filter(|step| step.code == StepCode::LineRefund).map(|step| step.result).sum();
        prop_assert_eq!(sum, found.refund.as_centimes());
    }
}
