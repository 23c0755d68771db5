//! The demonstration fund's offices: invented, nearest to the capital first. No such address, no such number.

use damane_domain::fund::{Office, Trilingual};

/// Town in Arabic, French and English; street in Arabic, French and English; number of the line.
type Line = ([&'static str; 3], [&'static str; 3], &'static str);

const OFFICES: [Line; 5] = [
    (
        ["الرباط - حي النخيل", "Rabat – Les Palmiers", "Rabat – Les Palmiers"],
        [
            "12 شارع النخيل التجريبي، الرباط",
            "12, avenue des Palmiers-Témoins, Rabat",
            "12 Palmiers-Témoins Avenue, Rabat",
        ],
        "01",
    ),
    (
        ["الدار البيضاء - درب المثال", "Casablanca – Derb Al Mithal", "Casablanca – Derb Al Mithal"],
        [
            "40 زنقة المثال، الدار البيضاء",
            "40, rue de l’Exemple, Casablanca",
            "40 Exemple Street, Casablanca",
        ],
        "02",
    ),
    (
        ["فاس - باب التجربة", "Fès – Bab Tajriba", "Fez – Bab Tajriba"],
        ["3 ساحة التجربة، فاس", "3, place de l’Essai, Fès", "3 Essai Square, Fez"],
        "03",
    ),
    (
        ["مراكش - رياض النموذج", "Marrakech – Riad Namoudaj", "Marrakesh – Riad Namoudaj"],
        ["27 طريق النموذج، مراكش", "27, route du Modèle, Marrakech", "27 Modèle Road, Marrakesh"],
        "04",
    ),
    (
        ["أكادير - شاطئ العينة", "Agadir – Plage Témoin", "Agadir – Plage Témoin"],
        ["8 شارع العينة، أكادير", "8, boulevard de l’Échantillon, Agadir", "8 Échantillon Boulevard, Agadir"],
        "05",
    ),
];

const HOURS: [&str; 3] = [
    "من الاثنين إلى الجمعة، 8:30 - 16:30",
    "Du lundi au vendredi, 8 h 30 – 16 h 30",
    "Monday to Friday, 8:30 am – 4:30 pm",
];

/// All of them.
pub fn offices() -> Vec<Office> {
    let text = |[ar, fr, en]: [&str; 3]| Trilingual { ar: ar.into(), fr: fr.into(), en: en.into() };
    let office = |(name, address, line): &Line| Office {
        code: format!("demo-{line}"),
        name: text(*name),
        address: text(*address),
        hours: text(HOURS),
        phone: format!("+212 5 00 00 00 {line}"),
    };
    OFFICES.iter().map(office).collect()
}
