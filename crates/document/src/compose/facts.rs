//! The words of a page: titles, labels and sentences of the employment certificate in three languages.

use super::drawing;
use super::{ComposeError, Page};
use damane_domain::certificates::last_valid_day;
use damane_domain::month::Month;
use serde_json::{Value, json};

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
/// Months as they are named in Morocco.
const MONTHS_AR: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "ماي",
    "يونيو",
    "يوليوز",
    "غشت",
    "شتنبر",
    "أكتوبر",
    "نونبر",
    "دجنبر",
];

/// Everything page.typ reads.
pub fn page_json(page: &Page<'_>) -> Result<String, ComposeError> {
    let code = drawing::draw_code(page.qr_text)?;
    let name = &page.fund.name;
    let value = json!({
        "fund": {"ar": name.ar, "fr": name.fr, "en": name.en},
        "demonstration": page.fund.demonstration,
        "title": {
            "ar": "شهادة النشاط المهني",
            "fr": "Attestation d’activité (emploi déclaré)",
            "en": "Declared-employment certificate",
        },
        "rows": rows(page),
        "sentence": {
            "ar": "يشهد الصندوق بأن المشغل المذكور أعلاه يصرح لديه بالشخص المبين في هذه الشهادة.",
            "fr": "Le fonds atteste que la personne nommée ci-dessus lui est déclarée par cet employeur.",
            "en": "The fund certifies that the person named above is declared to it by this employer.",
        },
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
        "sealed_at": sealed_at(page),
        "key": key(&page.key.to_hex()),
        "issued": page.issued_at.date().format("%d.%m.%Y").to_string(),
        "valid_until": last_valid_day(page.expires_at).format("%d.%m.%Y").to_string(),
        "reference": page.reference,
        "claims_file": crate::CLAIMS_FILE,
    });
    Ok(value.to_string())
}

fn rows(page: &Page<'_>) -> Vec<Value> {
    let facts = page.facts;
    let row = |fr: &str, en: &str, ar: &str, arabic: Option<String>, value: String| json!({"label": {"fr": fr, "en": en, "ar": ar}, "arabic": arabic, "value": value});
    vec![
        row(
            "Nom et prénom",
            "Name",
            "الاسم الكامل",
            Some(without_harakat(&page.name.arabic)),
            page.name.latin.clone(),
        ),
        row(
            "N° d’immatriculation",
            "Registration number",
            "رقم التسجيل",
            None,
            grouped(page.registration_number.as_str()),
        ),
        row("Carte nationale", "National ID", "البطاقة الوطنية للتعريف", None, page.cin.to_string()),
        row(
            "Employeur, n° d’affiliation",
            "Employer, employer number",
            "المشغل ورقم انخراطه",
            None,
            format!("{} · {}", facts.employer_name, grouped(facts.employer.as_str())),
        ),
        month_row(
            "Déclaration continue depuis",
            "Declared without a break since",
            "مصرح به بدون انقطاع منذ",
            facts.declared_since,
        ),
        month_row("Dernier mois déclaré", "Last declared month", "آخر شهر مصرح به", facts.last_month),
        row(
            "Jours déclarés sur 12 mois",
            "Days declared in 12 months",
            "الأيام المصرح بها خلال 12 شهرا",
            None,
            facts.days_last_year.to_string(),
        ),
    ]
}

fn month_row(fr: &str, en: &str, ar: &str, month: Month) -> Value {
    let named = |names: &[&str; 12]| {
        let name = names.get(usize::from(month.month()).saturating_sub(1)).copied().unwrap_or_default();
        format!("{name} {}", month.year())
    };
    json!({"label": {"fr": fr, "en": en, "ar": ar}, "arabic": named(&MONTHS_AR), "value": named(&MONTHS_FR)})
}

/// Vowel signs and stretching strokes are left out: readers put them back in the wrong places.
fn without_harakat(name: &str) -> String {
    name.chars().filter(|sign| !matches!(sign, '\u{64b}'..='\u{652}' | '\u{670}' | '\u{640}')).collect()
}

/// Digits in threes from the end, as people read them: `190 000 010`.
fn grouped(digits: &str) -> String {
    let first = digits.len() % 3;
    let mut parts = vec![digits.get(..first).unwrap_or_default()];
    parts.extend((first..digits.len()).step_by(3).filter_map(|at| digits.get(at..at + 3)));
    parts.retain(|part| !part.is_empty());
    parts.join("\u{a0}")
}

fn sealed_at(page: &Page<'_>) -> String {
    let text = page.issued_at.to_rfc3339();
    let time = text.get(11..16).unwrap_or_default();
    format!("{} {time} UTC", page.issued_at.date().format("%d.%m.%Y"))
}

/// The key's id as a person reads it: its first eight hex digits in two groups.
fn key(hex: &str) -> String {
    let upper = hex.to_uppercase();
    format!("{} {}", upper.get(..4).unwrap_or_default(), upper.get(4..8).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_people_read_them() {
        assert_eq!(grouped("190000010"), "190\u{a0}000\u{a0}010");
        assert_eq!(grouped("1000004"), "1\u{a0}000\u{a0}004");
        assert_eq!(grouped("12345678"), "12\u{a0}345\u{a0}678");
    }
}
