//! The words of a page: what every certificate says, and the rows and tables of its kind's facts in three languages.

use super::{ComposeError, Page};
use super::{drawing, write};
use damane_domain::certificates::{FactValue, Field, StatedMonth, StatedYear, Words, last_valid_day};
use damane_domain::money::Money;
use damane_domain::time::Timestamp;
use serde_json::{Value, json};

/// Everything page.typ reads.
pub fn page_json(page: &Page<'_>) -> Result<String, ComposeError> {
    let code = drawing::draw_code(page.qr_text)?;
    let name = &page.fund.name;
    let details = page.facts.kind().details();
    let value = json!({
        "fund": {"ar": name.ar, "fr": name.fr, "en": name.en},
        "demonstration": page.fund.demonstration,
        "title": words(&details.title),
        "rows": rows(page),
        "tables": page.facts.iter().filter_map(|(_, value)| table(value)).collect::<Vec<_>>(),
        "sentence": words(&details.sentence),
        "band": drawing::band(),
        "mark": drawing::mark(),
        "qr": code.svg,
        "qr_width": code.width,
        "qr_alt": format!("Code QR de vérification. Adresse : {}", page.fund.verification_host),
        "host": page.fund.verification_host,
        "check": {
            "ar_lead": "للتحقق:",
            "ar": "وجه كاميرا أي هاتف نحو الرمز. يجب أن يظهر العنوان المكتوب تحته، وأن تطابق النتيجة هذه الورقة.",
            "fr_lead": "Vérifier :",
            "fr": "visez ce code avec n’importe quel téléphone. L’adresse doit être celle imprimée dessous, et le résultat identique à cette page.",
            "en_lead": "To check:",
            "en": "scan this code with any phone. The address must be the one printed below it, and the result must match this page.",
        },
        "sealed_at": sealed_at(page.issued_at),
        "key": key(&page.key.to_hex()),
        "issued": page.issued_at.date().format("%d.%m.%Y").to_string(),
        "valid_until": last_valid_day(page.expires_at).format("%d.%m.%Y").to_string(),
        "reference": page.reference,
        "claims_file": crate::CLAIMS_FILE,
    });
    Ok(value.to_string())
}

/// Words in three languages.
pub fn words(words: &Words) -> Value {
    json!({"ar": words.ar, "fr": words.fr, "en": words.en})
}

const fn label(ar: &'static str, fr: &'static str, en: &'static str) -> Words {
    Words { ar, fr, en }
}

fn row(label: &Words, arabic: Option<String>, value: String) -> Value {
    json!({"label": words(label), "arabic": arabic, "value": value})
}

/// Whose certificate it is, then a row for each fact that no table says.
fn rows(page: &Page<'_>) -> Vec<Value> {
    let mut rows = vec![
        row(
            &label("الاسم الكامل", "Nom et prénom", "Name"),
            Some(write::without_harakat(&page.name.arabic)),
            page.name.latin.clone(),
        ),
        row(
            &label("رقم التسجيل", "N° d’immatriculation", "Registration number"),
            None,
            write::grouped(page.registration_number.as_str()),
        ),
        row(&label("البطاقة الوطنية للتعريف", "Carte nationale", "National ID"), None, page.cin.to_string()),
    ];
    let of_kind = page.facts.iter().filter(|(field, _)| field.has_row);
    rows.extend(of_kind.filter_map(|(field, value)| fact_row(field, value)));
    rows
}

fn fact_row(field: &Field, value: &FactValue) -> Option<Value> {
    let (arabic, value) = match value {
        FactValue::Employer { number, name } => {
            (None, format!("{name} · {}", write::grouped(number.as_str())))
        }
        FactValue::Month(month) => {
            let (arabic, french) = write::month(*month);
            (Some(arabic), french)
        }
        FactValue::Days(number) | FactValue::Number(number) => (None, write::grouped(&number.to_string())),
        FactValue::Money(money) => (None, format!("{}\u{a0}DH", write::amount(*money))),
        FactValue::Situation(situation) => {
            let (arabic, french) = write::situation(*situation);
            (Some(arabic.to_owned()), format!("{french} ({})", situation.code()))
        }
        FactValue::Months(_) | FactValue::Years(_) => return None,
    };
    Some(row(&field.label, arabic, value))
}

/// A table: its columns' names, its rows, its last row with the sums.
fn table(value: &FactValue) -> Option<Value> {
    let (columns, rows, total) = match value {
        FactValue::Months(rows) => month_table(rows),
        FactValue::Years(rows) => year_table(rows),
        _ => return None,
    };
    let columns: Vec<_> = columns.iter().map(words).collect();
    Some(json!({"columns": columns, "rows": rows, "total": total}))
}

type Table = (Vec<Words>, Vec<Vec<String>>, Vec<String>);

const TOTAL_FR: &str = "Total";
const TOTAL_AR: &str = "المجموع";
const DAYS: Words = label("الأيام", "Jours", "Days");

fn month_table(rows: &[StatedMonth]) -> Table {
    let columns = vec![
        label("", "Mois", "Month"),
        DAYS,
        label("الأجر المصرح به (درهم)", "Salaire déclaré (DH)", "Declared salary"),
        label("الشهر", "", ""),
    ];
    let days: u32 = rows.iter().map(|row| row.days).sum();
    let salary: Money = rows.iter().map(|row| row.salary).sum();
    let written = rows.iter().map(|row| {
        let (arabic, french) = write::month(row.month);
        vec![french, row.days.to_string(), write::amount(row.salary), arabic]
    });
    let total = vec![TOTAL_FR.to_owned(), days.to_string(), write::amount(salary), TOTAL_AR.to_owned()];
    (columns, written.collect(), total)
}

fn year_table(rows: &[StatedYear]) -> Table {
    let columns = vec![
        label("", "Année", "Year"),
        DAYS,
        label("الفصول", "Trimestres", "Quarters"),
        label("السنة", "", ""),
    ];
    let sum = |of: fn(&StatedYear) -> u32| rows.iter().map(of).sum::<u32>();
    let written = rows.iter().map(|row| {
        let year = row.year.to_string();
        vec![year.clone(), row.days.to_string(), row.quarters.to_string(), year]
    });
    let days = write::grouped(&sum(|row| row.days).to_string());
    let total = vec![TOTAL_FR.to_owned(), days, sum(|row| row.quarters).to_string(), TOTAL_AR.to_owned()];
    (columns, written.collect(), total)
}

/// When it is sealed, as a person reads it.
pub fn sealed_at(at: Timestamp) -> String {
    let text = at.to_rfc3339();
    let time = text.get(11..16).unwrap_or_default();
    format!("{} {time} UTC", at.date().format("%d.%m.%Y"))
}

/// The key's id as a person reads it: its first eight hex digits in two groups.
pub fn key(hex: &str) -> String {
    let upper = hex.to_uppercase();
    format!("{} {}", upper.get(..4).unwrap_or_default(), upper.get(4..8).unwrap_or_default())
}
