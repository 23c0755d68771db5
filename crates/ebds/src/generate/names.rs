//! Names of invented people and employers: common first names and family names put together at random, so that
//! a whole name is nobody's.

/// A name in both scripts; family names in capitals, as Moroccan papers write them in Latin script.
pub(super) type Pair = (&'static str, &'static str);

pub(super) const WOMEN: [Pair; 28] = [
    ("Naïma", "نعيمة"),
    ("Fatima", "فاطمة"),
    ("Khadija", "خديجة"),
    ("Aïcha", "عائشة"),
    ("Zineb", "زينب"),
    ("Meryem", "مريم"),
    ("Salma", "سلمى"),
    ("Hanane", "حنان"),
    ("Loubna", "لبنى"),
    ("Ghizlane", "غزلان"),
    ("Ilham", "إلهام"),
    ("Amal", "أمل"),
    ("Soukaïna", "سكينة"),
    ("Hajar", "هاجر"),
    ("Imane", "إيمان"),
    ("Latifa", "لطيفة"),
    ("Malika", "مليكة"),
    ("Rachida", "رشيدة"),
    ("Samira", "سميرة"),
    ("Touria", "ثورية"),
    ("Wafaâ", "وفاء"),
    ("Asmaâ", "أسماء"),
    ("Bouchra", "بشرى"),
    ("Chaïmaâ", "شيماء"),
    ("Houda", "هدى"),
    ("Karima", "كريمة"),
    ("Nadia", "نادية"),
    ("Yasmine", "ياسمين"),
];

pub(super) const MEN: [Pair; 28] = [
    ("Mohamed", "محمد"),
    ("Ahmed", "أحمد"),
    ("Youssef", "يوسف"),
    ("Hassan", "حسن"),
    ("Omar", "عمر"),
    ("Abdellah", "عبد الله"),
    ("Khalid", "خالد"),
    ("Rachid", "رشيد"),
    ("Mustapha", "مصطفى"),
    ("Hamid", "حميد"),
    ("Karim", "كريم"),
    ("Saïd", "سعيد"),
    ("Driss", "إدريس"),
    ("Jamal", "جمال"),
    ("Brahim", "إبراهيم"),
    ("Amine", "أمين"),
    ("Mehdi", "مهدي"),
    ("Anas", "أنس"),
    ("Bilal", "بلال"),
    ("Tarik", "طارق"),
    ("Ismaïl", "إسماعيل"),
    ("Aziz", "عزيز"),
    ("Nabil", "نبيل"),
    ("Fouad", "فؤاد"),
    ("Adil", "عادل"),
    ("Hicham", "هشام"),
    ("Yassine", "ياسين"),
    ("Zakaria", "زكرياء"),
];

pub(super) const FAMILIES: [Pair; 40] = [
    ("EL OUARDI", "الوردي"),
    ("BENNANI", "بناني"),
    ("ALAMI", "العلمي"),
    ("TAZI", "التازي"),
    ("IDRISSI", "الإدريسي"),
    ("EL AMRANI", "العمراني"),
    ("BERRADA", "برادة"),
    ("CHRAÏBI", "الشرايبي"),
    ("FASSI", "الفاسي"),
    ("ZAHIRI", "الزاهيري"),
    ("EL KHATTABI", "الخطابي"),
    ("SLAOUI", "السلاوي"),
    ("REGRAGUI", "الركراكي"),
    ("SOUSSI", "السوسي"),
    ("MARRAKCHI", "المراكشي"),
    ("DOUKKALI", "الدكالي"),
    ("CHAOUI", "الشاوي"),
    ("RIFI", "الريفي"),
    ("TADLAOUI", "التادلاوي"),
    ("OUAZZANI", "الوزاني"),
    ("HADDAD", "الحداد"),
    ("NAJJAR", "النجار"),
    ("SEBTI", "السبتي"),
    ("MEKNASSI", "المكناسي"),
    ("EL GHARBI", "الغربي"),
    ("SAHRAOUI", "الصحراوي"),
    ("BOUAZZA", "بوعزة"),
    ("BENJELLOUN", "بنجلون"),
    ("EL MANSOURI", "المنصوري"),
    ("LAHLOU", "لحلو"),
    ("SQALLI", "الصقلي"),
    ("KETTANI", "الكتاني"),
    ("EL HACHIMI", "الهاشمي"),
    ("BOUTALEB", "بوطالب"),
    ("ZERHOUNI", "الزرهوني"),
    ("FILALI", "الفيلالي"),
    ("DRAOUI", "الدراوي"),
    ("EL YOUSFI", "اليوسفي"),
    ("BELHAJ", "بلحاج"),
    ("RAHMOUNI", "الرحموني"),
];

/// What an employer does: the first word of its name, and its activity.
pub(super) const TRADES: [(&str, &str); 16] = [
    ("ATELIER", "CONFECTION"),
    ("TEXTILE", "INDUSTRIE TEXTILE"),
    ("CONSERVERIE", "INDUSTRIE ALIMENTAIRE"),
    ("BOULANGERIE", "BOULANGERIE"),
    ("IMPRIMERIE", "IMPRIMERIE"),
    ("TRANSPORTS", "TRANSPORT ROUTIER"),
    ("MENUISERIE", "BOIS ET AMEUBLEMENT"),
    ("HOTEL", "HOTELLERIE"),
    ("CLINIQUE", "SANTE"),
    ("ECOLE", "ENSEIGNEMENT PRIVE"),
    ("GARAGE", "MECANIQUE AUTOMOBILE"),
    ("CERAMIQUE", "MATERIAUX DE CONSTRUCTION"),
    ("ELECTRICITE", "TRAVAUX ELECTRIQUES"),
    ("PEPINIERE", "AGRICULTURE"),
    ("MINOTERIE", "INDUSTRIE ALIMENTAIRE"),
    ("BUREAU", "SERVICES AUX ENTREPRISES"),
];

/// Where its name comes from.
pub(super) const PLACES: [&str; 19] = [
    "ZERHOUN",
    "OUED FES",
    "BOUIBLANE",
    "TOUBKAL",
    "SIROUA",
    "MGOUN",
    "SEBOU",
    "OUM ER RBIA",
    "TENSIFT",
    "MOULOUYA",
    "LOUKKOS",
    "DADES",
    "TODRA",
    "TAFRAOUTE",
    "TAGHAZOUT",
    "IMILCHIL",
    "CHREA",
    "TAZEKKA",
    "TICHKA",
];

pub(super) const FORMS: [&str; 3] = ["SARL", "SA", "SARL AU"];

/// Towns and their postal codes.
pub(super) const TOWNS: [(&str, &str); 10] = [
    ("FES", "30000"),
    ("CASABLANCA", "20000"),
    ("RABAT", "10000"),
    ("MEKNES", "50000"),
    ("MARRAKECH", "40000"),
    ("TANGER", "90000"),
    ("AGADIR", "80000"),
    ("OUJDA", "60000"),
    ("KENITRA", "14000"),
    ("TETOUAN", "93000"),
];

/// The name as files carry it: family name first, capitals, none but the 38 characters.
pub fn derive_file_text(text: &str) -> String {
    let fold = |letter: char| match letter {
        'à' | 'â' | 'ä' | 'Â' => 'A',
        'é' | 'è' | 'ê' | 'ë' | 'É' => 'E',
        'î' | 'ï' | 'Ï' => 'I',
        'ô' | 'ö' => 'O',
        'ù' | 'û' | 'ü' => 'U',
        'ç' => 'C',
        letter if letter.is_ascii_alphanumeric() => letter.to_ascii_uppercase(),
        _ => ' ',
    };
    text.chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::is_plain;

    #[test]
    fn every_name_can_stand_in_a_file_and_in_the_register() {
        for (latin, arabic) in WOMEN.iter().chain(&MEN).chain(&FAMILIES) {
            let text = derive_file_text(latin);
            assert!(is_plain(text.as_bytes()) && !text.contains("  "), "{latin}");
            assert!(arabic.chars().all(|letter| matches!(letter, '\u{621}'..='\u{64a}' | ' ')), "{arabic}");
        }
        assert_eq!(derive_file_text("CHRAÏBI Wafaâ"), "CHRAIBI WAFAA");
    }
}
