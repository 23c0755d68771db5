//! What a letter says of a pension that was granted: the month's amount and since when, the figures it rests on, how it was
//! counted; the legal minimum where the formula is not known; contributions that are paid back.

use super::{day, label, text};
use crate::error::ServiceError;
use crate::pension::PensionDecision;
use chrono::NaiveDate;
use damane_document::{PaperRow, Section, write_amount};
use damane_domain::fund::Trilingual;
use damane_domain::money::Money;
use damane_domain::pension::{Outcome, PensionFigures, PensionRules, Shares};

/// The figures, one a row.
pub fn rows(decision: &PensionDecision, on: Option<NaiveDate>, paid: Money) -> Vec<PaperRow> {
    let PensionDecision { figures, granted } = decision;
    let amount = write_amount(*granted);
    let decided = |on| PaperRow::new(label("تاريخ القرار", "Décidée le", "Decided on"), day(on));
    let mut rows: Vec<PaperRow> = on.map(decided).into_iter().collect();
    rows.extend(if figures.is_monthly() {
        vec![
            PaperRow::new(label("المبلغ الشهري (درهم)", "Montant mensuel (DH)", "Each month (MAD)"), amount),
            PaperRow::new(label("ابتداء من", "À compter du", "From"), day(figures.starts_on)),
        ]
    } else {
        vec![PaperRow::new(
            label("المبلغ المسترجع (درهم)", "Montant remboursé (DH)", "Paid back (MAD)"),
            amount,
        )]
    });
    let days = figures.days.to_string();
    rows.push(PaperRow::new(label("الأيام المصرح بها", "Jours déclarés", "Declared days"), days));
    if let (true, Some(salary)) = (figures.is_monthly(), figures.reference_salary) {
        let words = label("الأجر المرجعي (درهم)", "Salaire de référence (DH)", "Reference salary (MAD)");
        rows.push(PaperRow::new(words, write_amount(salary)));
    }
    if let Some(rate) = figures.rate {
        rows.push(PaperRow::new(label("النسبة", "Taux", "Rate"), percent(rate)));
    }
    if paid > Money::ZERO {
        let words = label("المؤدى إلى حدود اليوم (درهم)", "Payé à ce jour (DH)", "Paid so far (MAD)");
        rows.push(PaperRow::new(words, write_amount(paid)));
    }
    rows
}

/// How it was counted.
///
/// # Errors
/// [`ServiceError::Internal`] when no figures are known for its first day.
pub fn sections(decision: &PensionDecision) -> Result<Vec<Section>, ServiceError> {
    let figures = &decision.figures;
    let rules = figures.rules().map_err(|error| ServiceError::internal("rules of pensions", error))?;
    let texts = match figures.outcome {
        Outcome::Pension => counted(decision, &rules),
        Outcome::MinimumOnly => at_least(figures),
        Outcome::Refund(shares) => paid_back(shares, &rules),
        Outcome::NotEntitled => Vec::new(),
    };
    let heading = Some(text("كيفية الاحتساب", "Comment ce montant est calculé", "How it is counted"));
    Ok(vec![Section { heading, texts, table: None }])
}

fn counted(decision: &PensionDecision, rules: &PensionRules) -> Vec<Trilingual> {
    let PensionDecision { figures, granted } = decision;
    let salary = figures.reference_salary.unwrap_or(Money::ZERO);
    let rate = figures.rate.unwrap_or(0);
    let (months, full, block) = (rules.reference_months.value, rules.full_days.value, rules.block_days.value);
    let (base, point, most) = (
        percent(rules.base_rate.count()),
        percent(rules.block_rate.count()),
        percent(rules.highest_rate.count()),
    );
    let (days, share, rate_words) = (figures.days, salary.share(rate), percent(rate));
    let mut texts = vec![
        text(
            &format!("الأجر المرجعي هو معدل الأجور المصرح بها، في حدود السقف، عن آخر {months} شهرا مصرحا به."),
            &format!(
                "Le salaire de référence est la moyenne des salaires déclarés, dans la limite du plafond, des {months} derniers mois déclarés."
            ),
            &format!(
                "The reference salary is the average of the declared salaries, up to the ceiling, of the last {months} declared months."
            ),
        ),
        text(
            &format!(
                "النسبة: {base} عن {full} يوما، تضاف إليها {point} عن كل {block} يوما كاملة، في حدود {most}. وعن {days} يوما: {rate_words}."
            ),
            &format!(
                "Le taux est de {base} pour {full} jours, plus {point} par tranche complète de {block} jours, au plus {most}. Pour {days} jours : {rate_words}."
            ),
            &format!(
                "The rate is {base} for {full} days, and {point} for each complete {block} days beyond, {most} at most. For {days} days: {rate_words}."
            ),
        ),
        text(
            &format!("{rate_words} من {} درهم: {} درهم في الشهر.", write_amount(salary), write_amount(share)),
            &format!("{rate_words} de {} DH : {} DH par mois.", write_amount(salary), write_amount(share)),
            &format!("{rate_words} of {} MAD: {} MAD a month.", write_amount(salary), write_amount(share)),
        ),
    ];
    if *granted > share {
        let least = write_amount(*granted);
        texts.push(text(
            &format!("يطبق الحد الأدنى القانوني: {least} درهم."),
            &format!("Le minimum légal s’applique : {least} DH."),
            &format!("The legal minimum applies: {least} MAD."),
        ));
    }
    texts.push(begins(figures));
    texts
}

fn at_least(figures: &PensionFigures) -> Vec<Trilingual> {
    let (days, least) = (figures.days, write_amount(figures.amount.unwrap_or(Money::ZERO)));
    vec![
        text(
            &format!("عن {days} يوما مصرحا به، يضمن القانون رقم 02.24 راتبا لا يقل عن {least} درهم في الشهر."),
            &format!("Pour {days} jours déclarés, la loi 02.24 garantit au moins {least} DH par mois."),
            &format!("For {days} declared days, law 02.24 guarantees at least {least} MAD a month."),
        ),
        text(
            "لم يتم التحقق من الصيغة الدقيقة لاحتساب هذا الراتب: المبلغ الممنوح هو الذي حدده الصندوق.",
            "La formule exacte de ce montant n’a pas été vérifiée : le montant accordé est celui que le fonds a arrêté.",
            "The exact formula of this amount was not verified: what is granted is what the fund has settled.",
        ),
        begins(figures),
    ]
}

fn paid_back(shares: Shares, rules: &PensionRules) -> Vec<Trilingual> {
    let least = rules.bands.first().map_or(rules.full_days, |band| band.days).value;
    let whose = match shares {
        Shares::Both => text(
            "تسترجع حصة الأجير وحصة المشغل من الاشتراكات.",
            "Les parts du salarié et de l’employeur sont remboursées.",
            "The employee’s and the employer’s shares are paid back.",
        ),
        Shares::Employee => text(
            "تسترجع حصة الأجير من الاشتراكات.",
            "La part du salarié est remboursée.",
            "The employee’s share is paid back.",
        ),
    };
    vec![
        text(
            &format!("أقل من {least} يوما مصرحا به: لا يستحق راتب، بل استرجاع الاشتراكات مرة واحدة."),
            &format!(
                "Moins de {least} jours déclarés : il n’y a pas de pension, mais le remboursement des cotisations, en une fois."
            ),
            &format!(
                "Fewer than {least} declared days: no pension is due; the contributions are paid back, once."
            ),
        ),
        whose,
    ]
}

fn begins(figures: &PensionFigures) -> Trilingual {
    let first = day(figures.starts_on);
    let late = match figures.late {
        true => (
            " أودع الطلب بعد الأجل الذي يحفظ بداية الاستحقاق: يبدأ الراتب في الشهر الموالي للإيداع.",
            " La demande est arrivée après le délai qui conserve la date de départ : la pension commence le mois qui suit le dépôt.",
            " It was asked for after the time that keeps its start: it begins with the month after the request.",
        ),
        false => ("", "", ""),
    };
    text(
        &format!("يستحق ابتداء من {first}. يشمل الأداء الأول الشهور المستحقة منذ هذا التاريخ.{}", late.0),
        &format!(
            "Elle est due à compter du {first}. Le premier paiement comprend les mois dus depuis cette date.{}",
            late.1
        ),
        &format!("It is due from {first}. The first payment holds the months due since then.{}", late.2),
    )
}

/// Basis points as a percentage: `51 %`.
fn percent(basis_points: u32) -> String {
    match basis_points % 100 {
        0 => format!("{}\u{a0}%", basis_points / 100),
        rest => format!("{},{rest:02}\u{a0}%", basis_points / 100),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn decided(outcome: Outcome, amount: Option<i64>, granted: i64) -> PensionDecision {
        let full = outcome == Outcome::Pension;
        let figures = PensionFigures {
            outcome,
            days: 3_484,
            reference_salary: Some(Money::centimes(540_000)),
            rate: full.then_some(5_100),
            amount: amount.map(Money::centimes),
            starts_on: on("2026-09-01"),
            late: false,
            rules_on: None,
        };
        PensionDecision { figures, granted: Money::centimes(granted) }
    }

    /// What is beside each French label.
    fn said(decision: &PensionDecision) -> Vec<(&'static str, String)> {
        let rows = rows(decision, Some(on("2026-11-28")), Money::ZERO);
        rows.into_iter().map(|row| (row.label.fr, row.value)).collect()
    }

    fn french(decision: &PensionDecision) -> String {
        let sections = sections(decision).unwrap();
        sections
            .iter()
            .flat_map(|section| &section.texts)
            .map(|text| text.fr.clone())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn a_granted_pension_says_how_much_from_when_and_how_it_is_counted() {
        let granted = decided(Outcome::Pension, Some(275_400), 275_400);
        let rows = [
            ("Décidée le", "28.11.2026"),
            ("Montant mensuel (DH)", "2\u{a0}754,00"),
            ("À compter du", "01.09.2026"),
            ("Jours déclarés", "3484"),
            ("Salaire de référence (DH)", "5\u{a0}400,00"),
            ("Taux", "51\u{a0}%"),
        ];
        assert_eq!(said(&granted), rows.map(|(label, value)| (label, value.to_owned())));
        let text = french(&granted);
        assert!(
            text.contains("50\u{a0}% pour 3240 jours") && text.contains("tranche complète de 216 jours"),
            "{text}"
        );
        assert!(!text.contains("minimum légal"), "{text}");
        let raised = french(&decided(Outcome::Pension, Some(300_000), 300_000));
        assert!(raised.contains("minimum légal s’applique"), "{raised}");
    }

    #[test]
    fn arabic_counts_days_and_months_as_masculine() {
        let outcomes = [Outcome::Pension, Outcome::MinimumOnly, Outcome::Refund(Shares::Both)];
        for outcome in outcomes {
            let sections = sections(&decided(outcome, Some(300_000), 300_000)).unwrap();
            let mut arabic = sections.iter().flat_map(|section| &section.texts).map(|text| &text.ar);
            assert!(arabic.all(|text| !text.contains("مصرحا بها")), "{outcome:?}");
        }
    }

    #[test]
    fn a_legal_minimum_says_that_its_formula_is_not_known() {
        let least = decided(Outcome::MinimumOnly, Some(60_000), 64_000);
        let rows = said(&least);
        assert_eq!(rows[1], ("Montant mensuel (DH)", "640,00".to_owned()));
        assert!(rows.iter().all(|(label, _)| *label != "Taux"), "{rows:?}");
        let text = french(&least);
        assert!(text.contains("au moins 600,00 DH") && text.contains("n’a pas été vérifiée"), "{text}");
    }

    #[test]
    fn a_late_request_s_letter_quotes_the_rules_that_counted_it() {
        let mut late = decided(Outcome::Refund(Shares::Employee), None, 2_466_000);
        late.figures.days = 3_000;
        late.figures.starts_on = on("2027-01-01");
        late.figures.rules_on = Some(on("2021-02-10"));
        let text = french(&late);
        assert!(text.contains("Moins de 3240 jours"), "{text}");
    }

    #[test]
    fn a_refund_says_whose_shares_are_paid_back_and_from_no_day() {
        let rows = said(&decided(Outcome::Refund(Shares::Both), None, 2_466_000));
        assert_eq!(rows[1], ("Montant remboursé (DH)", "24\u{a0}660,00".to_owned()));
        assert!(rows.iter().all(|(label, _)| *label != "À compter du"), "{rows:?}");
        assert!(
            french(&decided(Outcome::Refund(Shares::Both), None, 1))
                .contains("parts du salarié et de l’employeur")
        );
        assert!(french(&decided(Outcome::Refund(Shares::Employee), None, 1)).contains("part du salarié est"));
    }
}
