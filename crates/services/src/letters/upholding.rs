//! What a letter says to who contested a decision that stands: since when, and why.

use super::{day, owned, text};
use damane_document::Section;
use damane_domain::certificates::Words;
use damane_domain::claim::{Upheld, Upholding};

/// The answer.
pub(super) fn stands(upheld: &Upheld) -> Section {
    let on = day(upheld.on);
    let first = text(
        &format!("أعاد الصندوق النظر في الملف بعد الطعن، وأبقى على القرار يوم {on}، للأسباب التالية:"),
        &format!(
            "Le fonds a relu le dossier après la contestation et maintient la décision, le {on}. Motifs :"
        ),
        &format!(
            "The fund looked at the claim again after it was contested. The decision stands, {on}. Reasons:"
        ),
    );
    let reasons = upheld.reasons.iter().map(|reason| owned(&words(*reason)));
    Section {
        heading: Some(text("الجواب على الطعن", "Réponse à la contestation", "Answer to what you contested")),
        texts: std::iter::once(first).chain(reasons).collect(),
        table: None,
    }
}

const fn words(reason: Upholding) -> Words {
    match reason {
        Upholding::NothingNew => Words {
            ar: "لم يقدم عنصر جديد يغير القرار",
            fr: "Aucun élément nouveau ne change la décision",
            en: "Nothing new was brought that changes the decision",
        },
        Upholding::ByTheRules => Words {
            ar: "القرار مطابق للقواعد والتعريفات المطبقة",
            fr: "La décision suit les règles et les tarifs applicables",
            en: "The decision follows the rules and tariffs that apply",
        },
        Upholding::PapersConfirm => Words {
            ar: "الوثائق تؤكد القرار",
            fr: "Les documents confirment la décision",
            en: "The documents confirm the decision",
        },
        Upholding::NotShown => Words {
            ar: "لا تثبت أي وثيقة ما جاء في الطعن",
            fr: "Aucun document ne montre ce qui est avancé",
            en: "No document shows what was put forward",
        },
    }
}
