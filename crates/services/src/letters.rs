//! The letter of a decision: what was granted line by line or refused and why, on what law, and how to contest it. Drawn
//! from the claim when it is asked for, and sealed.

mod contesting;
mod monthly;
mod pension;
mod refusals;
#[cfg(test)]
mod tests;
mod upholding;

use crate::claims::{ClaimFile, ClaimSummary, ClaimedCare, rules};
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::papers::Written;
use crate::pension::{PensionDecision, read_decision};
use crate::sessions::Session;
use chrono::NaiveDate;
use damane_document::{PaperRow, PaperTable, Section, write_amount};
use damane_domain::certificates::Words;
use damane_domain::claim::{Claim, ClaimKind, ClaimState, IllegalStep, Refusal};
use damane_domain::fund::Trilingual;
use damane_domain::ids::ClaimId;
use damane_domain::money::Money;
use damane_domain::reimbursements::Act;
use damane_storage::job_loss::{self, BenefitRecord};
use damane_storage::{StorageError, register};
use monthly::Monthly;

/// What was decided.
enum Decision<'a> {
    Granted { amount: Money, on: NaiveDate, paid: bool },
    ByTheMonth(Monthly),
    Pension { decided: PensionDecision, on: Option<NaiveDate>, paid: Money },
    Refused { reasons: &'a [Refusal], on: NaiveDate },
}

const fn label(ar: &'static str, fr: &'static str, en: &'static str) -> Words {
    Words { ar, fr, en }
}

fn text(ar: &str, fr: &str, en: &str) -> Trilingual {
    Trilingual { ar: ar.to_owned(), fr: fr.to_owned(), en: en.to_owned() }
}

fn owned(words: &Words) -> Trilingual {
    text(words.ar, words.fr, words.en)
}

fn day(date: NaiveDate) -> String {
    date.format("%d.%m.%Y").to_string()
}

impl Fund {
    /// The letter of a claim's decision as a sealed PDF: of the decision that stands now. What officers still settle among
    /// themselves has none.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another person's claim; [`ServiceError::IllegalStep`] as long as nothing is
    /// decided; [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn claim_letter(&self, session: &Session, id: &ClaimId) -> Result<Vec<u8>, ServiceError> {
        let file = self.claim(session, id).await?;
        let mut reader = self.store().read().await?;
        let benefit = job_loss::find_benefit(&mut reader, session.person, id).await?;
        let person = register::find_person(&mut reader, session.person).await?;
        drop(reader);
        let person = person.ok_or(StorageError::Damaged("person of a session"))?;
        let decision = match pension_of(&file) {
            Some(decision) => decision,
            None => decision_of(&file.summary, benefit.as_ref())?,
        };
        let mut rows = PaperRow::of_person(&person.name, &person.registration_number, &person.cin);
        rows.extend(rows_of(&file.summary, &decision));
        let mut sections = said(&file, &decision)?;
        sections.push(law(file.summary.kind));
        sections.extend(file.summary.claim.upheld.as_ref().map(upholding::stands));
        let now = self.now();
        sections.push(contesting::section(&file.summary, &rules(now)?, now, &self.profile().phone));
        let written =
            Written { title: title(&decision), reference: file.summary.reference.clone(), rows, sections };
        self.write_paper(session, written).await
    }
}

fn decision_of<'a>(
    claim: &'a ClaimSummary,
    benefit: Option<&BenefitRecord>,
) -> Result<Decision<'a>, ServiceError> {
    if let Some((reasons, on)) = claim.claim.refused() {
        return Ok(Decision::Refused { reasons, on });
    }
    match (&claim.claim.state, benefit) {
        (state, Some(benefit)) if is_granted(state) => {
            let Claim { decided_on, paid, .. } = claim.claim;
            Ok(Decision::ByTheMonth(Monthly::of(benefit, decided_on, paid)))
        }
        (state, _) => of_one_sum(claim, state),
    }
}

/// A granted pension, with what was decided of it.
fn pension_of<'a>(file: &ClaimFile) -> Option<Decision<'a>> {
    let Claim { state, decided_on, paid, .. } = &file.summary.claim;
    let is_refused = file.summary.claim.refused().is_some();
    let is_one = file.summary.kind == ClaimKind::Pension && is_granted(state) && !is_refused;
    let decided = file.decision.as_deref().filter(|_| is_one).and_then(read_decision)?;
    Some(Decision::Pension { decided, on: *decided_on, paid: *paid })
}

const fn is_granted(state: &ClaimState) -> bool {
    use ClaimState::{Accepted, InPayment, Paid, PaymentReturned};
    matches!(state, Accepted { .. } | InPayment { .. } | PaymentReturned { .. } | Paid { .. })
}

fn of_one_sum<'a>(claim: &ClaimSummary, state: &ClaimState) -> Result<Decision<'a>, ServiceError> {
    match state {
        ClaimState::Paid { on } => Ok(Decision::Granted { amount: claim.claim.paid, on: *on, paid: true }),
        ClaimState::Accepted { amount, on }
        | ClaimState::InPayment { amount, on, .. }
        | ClaimState::PaymentReturned { amount, on, .. } => {
            let amount = claim.claim.paid + *amount;
            Ok(Decision::Granted { amount, on: *on, paid: false })
        }
        open => {
            Err(IllegalStep::State { state: open.code(), step: "written about before it is decided" }.into())
        }
    }
}

const fn title(decision: &Decision<'_>) -> Words {
    match decision {
        Decision::Granted { .. } | Decision::ByTheMonth(_) | Decision::Pension { .. } => {
            label("قرار بالقبول", "Décision d’accord", "Decision: granted")
        }
        Decision::Refused { .. } => label("قرار بالرفض", "Décision de rejet", "Decision: refused"),
    }
}

fn rows_of(claim: &ClaimSummary, decision: &Decision<'_>) -> Vec<PaperRow> {
    let (arabic, latin) = match claim.kind {
        ClaimKind::Reimbursement => {
            ("استرجاع مصاريف العلاج", "Remboursement de soins · Reimbursement of care")
        }
        ClaimKind::Pension => ("راتب الشيخوخة", "Pension de vieillesse · Old-age pension"),
        ClaimKind::JobLoss => ("التعويض عن فقدان الشغل", "Indemnité pour perte d’emploi · Job-loss benefit"),
    };
    let filed = day(claim.submitted_at.date());
    let mut rows = vec![
        PaperRow {
            label: label("الطلب", "Demande", "Claim"),
            arabic: Some(arabic.to_owned()),
            value: latin.to_owned(),
        },
        PaperRow::new(label("تاريخ الإيداع", "Déposée le", "Handed in"), filed),
    ];
    match decision {
        Decision::Granted { amount, on, paid } => {
            let label_of_day = match paid {
                true => label("تم الأداء يوم", "Payée le", "Paid on"),
                false => label("تاريخ القرار", "Décidée le", "Decided on"),
            };
            rows.push(PaperRow::new(label_of_day, day(*on)));
            let words = label("المبلغ الممنوح (درهم)", "Montant accordé (DH)", "Granted (MAD)");
            rows.push(PaperRow::new(words, write_amount(*amount)));
        }
        Decision::Pension { decided, on, paid } => rows.extend(pension::rows(decided, *on, *paid)),
        Decision::ByTheMonth(benefit) => rows.extend(benefit.rows()),
        Decision::Refused { on, .. } => {
            rows.push(PaperRow::new(label("تاريخ القرار", "Décidée le", "Decided on"), day(*on)));
        }
    }
    rows
}

/// The decision itself: reasons one by one, or lines one by one where the decision has lines.
fn said(file: &ClaimFile, decision: &Decision<'_>) -> Result<Vec<Section>, ServiceError> {
    Ok(match decision {
        Decision::Refused { reasons, .. } => vec![Section {
            heading: Some(text("أسباب الرفض", "Motifs du rejet", "Reasons of the refusal")),
            texts: reasons.iter().map(|reason| owned(&refusals::refusal(*reason))).collect(),
            table: None,
        }],
        Decision::Pension { decided, .. } => pension::sections(decided)?,
        Decision::ByTheMonth(_) => Vec::new(),
        Decision::Granted { .. } => file.summary.care.as_ref().map(lines_of).unwrap_or_default(),
    })
}

/// The lines as they were granted, and under them why one was not granted in full.
fn lines_of(care: &ClaimedCare) -> Vec<Section> {
    let Some(decided) = &care.decided else { return Vec::new() };
    let pairs = care.form.lines.iter().zip(decided);
    let rows = pairs.clone().enumerate().map(|(at, (line, granted))| {
        let named = match line.label.trim() {
            "" => act(line.act).to_owned(),
            written => written.to_owned(),
        };
        let number = (at + 1).to_string();
        vec![number, named, day(line.on), write_amount(line.paid), write_amount(granted.refund)]
    });
    let total = |amounts: &mut dyn Iterator<Item = Money>| write_amount(amounts.sum());
    let sums = [
        total(&mut pairs.clone().map(|(line, _)| line.paid)),
        total(&mut pairs.clone().map(|(_, granted)| granted.refund)),
    ];
    let mut last = vec![String::new(), "المجموع · Total".to_owned(), String::new()];
    last.extend(sums);
    let why = pairs.enumerate().flat_map(|(at, (_, granted))| {
        granted.reasons.iter().map(move |reason| numbered(at + 1, &refusals::refusal(*reason)))
    });
    vec![
        Section {
            heading: Some(text("ما تقرر سطرا سطرا", "Décidé ligne par ligne", "Decided line by line")),
            texts: Vec::new(),
            table: Some(PaperTable { columns: care_columns(), rows: rows.collect(), total: Some(last) }),
        },
        Section { heading: None, texts: why.collect(), table: None },
    ]
}

fn numbered(line: usize, words: &Words) -> Trilingual {
    text(
        &format!("السطر {line}: {}", words.ar),
        &format!("Ligne {line} : {}", words.fr),
        &format!("Line {line}: {}", words.en),
    )
}

fn care_columns() -> Vec<(Trilingual, f64)> {
    vec![
        (text("السطر", "Ligne", "Line"), 0.6),
        (text("العلاج", "Soin", "Care"), 2.6),
        (text("اليوم", "Date", "Day"), 1.1),
        (text("المؤدى (درهم)", "Payé (DH)", "Paid (MAD)"), 1.2),
        (text("الممنوح (درهم)", "Accordé (DH)", "Granted (MAD)"), 1.2),
    ]
}

const fn act(act: Act) -> &'static str {
    match act {
        Act::GpVisit => "فحص طبيب عام · Consultation, généraliste · GP visit",
        Act::SpecialistVisit => "فحص طبيب مختص · Consultation, spécialiste · Specialist visit",
        Act::Medicine => "دواء · Médicament · Medicine",
        Act::Other => "عمل طبي آخر · Autre acte · Other act",
    }
}

fn law(kind: ClaimKind) -> Section {
    let law = match kind {
        ClaimKind::Reimbursement => text(
            "القانون رقم 65.00 بمثابة مدونة التغطية الصحية الأساسية.",
            "Loi 65-00 portant code de la couverture médicale de base.",
            "Law 65-00, code of basic medical cover.",
        ),
        ClaimKind::Pension => text(
            "الظهير الشريف رقم 1.72.184 المتعلق بنظام الضمان الاجتماعي.",
            "Dahir portant loi 1-72-184 relatif au régime de sécurité sociale.",
            "Dahir 1-72-184 on the social-security scheme.",
        ),
        ClaimKind::JobLoss => text(
            "القانون رقم 03.14 المتعلق بالتعويض عن فقدان الشغل.",
            "Loi 03-14 relative à l’indemnité pour perte d’emploi.",
            "Law 03-14 on the job-loss benefit.",
        ),
    };
    let heading = Some(text("الأساس القانوني", "Base légale", "Legal basis"));
    Section { heading, texts: vec![law], table: None }
}
