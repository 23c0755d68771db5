//! The career statement on paper: years by months, then every declared line, sealed.

use super::CareerStatement;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::papers::Written;
use crate::secrets::make_bytes;
use crate::sessions::Session;
use damane_document::{PaperRow, PaperTable, Section, write_amount};
use damane_domain::career::{CareerYear, Origin};
use damane_domain::certificates::Words;
use damane_domain::fund::Trilingual;
use damane_domain::money::Money;
use damane_domain::reference::reference;
use damane_storage::{StorageError, register};

/// In front of the reference of a statement: *relevé de carrière*.
const LETTERS: &str = "RC";

fn text(ar: &str, fr: &str, en: &str) -> Trilingual {
    Trilingual { ar: ar.to_owned(), fr: fr.to_owned(), en: en.to_owned() }
}

impl Fund {
    /// The career statement as a sealed PDF, as of now.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub async fn career_pdf(&self, session: &Session) -> Result<Vec<u8>, ServiceError> {
        let statement = self.career_statement(session).await?;
        let mut reader = self.store().read().await?;
        let person = register::find_person(&mut reader, session.person).await?;
        drop(reader);
        let person = person.ok_or(StorageError::Damaged("person of a session"))?;
        let mut rows = PaperRow::of_person(&person.name, &person.registration_number, &person.cin);
        rows.extend(totals(&statement));
        let written = Written {
            title: Words {
                ar: "كشف المسار المهني",
                fr: "Relevé des déclarations de salaires",
                en: "Career statement",
            },
            reference: reference(LETTERS, &make_bytes(self.chance())),
            rows,
            sections: vec![by_year(&statement), by_line(&statement)],
        };
        self.write_paper(session, written).await
    }
}

fn totals(statement: &CareerStatement) -> Vec<PaperRow> {
    let days = statement.career.total_days(&statement.rules);
    let capped: Money = statement.career.standing().map(|line| line.capped_salary).sum();
    let day = statement.as_of.date().format("%d.%m.%Y");
    vec![
        PaperRow::new(Words { ar: "حصر بتاريخ", fr: "Arrêté au", en: "As of" }, day.to_string()),
        PaperRow::new(
            Words {
                ar: "مجموع الأيام المصرح بها", fr: "Jours déclarés en tout", en: "Declared days in all"
            },
            days.to_string(),
        ),
        PaperRow::new(
            Words {
                ar: "مجموع الأجور المسقفة (درهم)",
                fr: "Salaires plafonnés en tout (DH)",
                en: "Capped salaries in all (MAD)",
            },
            write_amount(capped),
        ),
    ]
}

/// A row for each year: the days of its twelve months, their sum, and what was declared.
fn by_year(statement: &CareerStatement) -> Section {
    let mut years = statement.career.years(&statement.rules);
    years.reverse();
    let row = |year: &CareerYear| {
        let months = year.months.iter().map(|month| match month.days {
            0 => "–".to_owned(),
            days => days.to_string(),
        });
        let mut cells = vec![year.year.to_string()];
        cells.extend(months);
        cells.extend([year.days.to_string(), write_amount(year.salary)]);
        cells
    };
    let mut columns = vec![(text("السنة", "Année", "Year"), 1.2)];
    columns.extend((1..=12).map(|month: u8| (text("", &month.to_string(), &month.to_string()), 0.75)));
    columns.push((text("الأيام", "Jours", "Days"), 1.1));
    columns.push((text("الأجر المصرح به (درهم)", "Déclaré (DH)", "Declared (MAD)"), 2.2));
    let days: u32 = years.iter().map(|year| year.days).sum();
    let salary: Money = years.iter().map(|year| year.salary).sum();
    let mut total = vec!["المجموع · Total".to_owned()];
    total.extend((0..12).map(|_| String::new()));
    total.extend([days.to_string(), write_amount(salary)]);
    Section {
        heading: Some(text(
            "الأيام حسب السنة والشهر",
            "Jours par année et par mois",
            "Days by year and month",
        )),
        texts: Vec::new(),
        table: Some(PaperTable { columns, rows: years.iter().map(row).collect(), total: Some(total) }),
    }
}

/// A row for each line, also for those that a correction stands in the place of.
fn by_line(statement: &CareerStatement) -> Section {
    let rows = statement.career.lines().iter().map(|line| {
        let declared = &line.declared;
        let name = statement.employer_names.get(&declared.employer);
        let origin = match (line.superseded, line.origin) {
            (true, _) => "×".to_owned(),
            (false, Origin::Main) => "DS".to_owned(),
            (false, Origin::Complementary) => format!("DSC {}", declared.category),
            (false, Origin::Correction) => "R".to_owned(),
        };
        vec![
            format!("{:02}.{}", declared.month.month(), declared.month.year()),
            declared.employer.to_string(),
            name.cloned().unwrap_or_default(),
            declared.days.to_string(),
            write_amount(declared.salary),
            write_amount(declared.capped_salary),
            declared.situation.code().to_owned(),
            origin,
        ]
    });
    Section {
        heading: Some(text("جميع الأسطر المصرح بها", "Toutes les lignes déclarées", "Every declared line")),
        texts: vec![legend()],
        table: Some(PaperTable { columns: line_columns(), rows: rows.collect(), total: None }),
    }
}

fn line_columns() -> Vec<(Trilingual, f64)> {
    vec![
        (text("الشهر", "Mois", "Month"), 0.9),
        (text("رقم الانخراط", "N° affiliation", "Employer no."), 1.1),
        (text("المشغل", "Employeur", "Employer"), 2.6),
        (text("الأيام", "Jours", "Days"), 0.6),
        (text("المصرح به", "Déclaré", "Declared"), 1.2),
        (text("المسقف", "Plafonné", "Capped"), 1.2),
        (text("الوضعية", "Situation", "Status"), 0.9),
        (text("المصدر", "Origine", "Origin"), 0.8),
    ]
}

fn legend() -> Trilingual {
    text(
        "المبالغ بالدرهم. DS: تصريح أصلي؛ DSC: تصريح تكميلي؛ R: تصحيح؛ ×: سطر عوضه تصحيح لاحق ولا يحتسب. SO: مغادر؛ DE: متوفى؛ IT: أمومة؛ IL: مرض؛ AT: حادثة شغل؛ MP: مرض مهني؛ CS: عطلة بدون أجر؛ MS: محتفظ به بدون أجر.",
        "Montants en dirhams. DS : déclaration principale ; DSC : complémentaire ; R : rectification ; × : ligne remplacée, non comptée. SO : sortant ; DE : décédé ; IT : maternité ; IL : maladie ; AT : accident du travail ; MP : maladie professionnelle ; CS : congé sans salaire ; MS : maintenu sans salaire.",
        "Amounts in dirhams. DS: main declaration; DSC: supplementary; R: correction; ×: replaced line, not counted. SO: left; DE: deceased; IT: maternity; IL: sickness; AT: work accident; MP: occupational disease; CS: unpaid leave; MS: kept without pay.",
    )
}
