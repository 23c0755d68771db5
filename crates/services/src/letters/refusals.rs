//! What a refusal says in three languages on paper, in the words of the screens.

use damane_domain::certificates::Words;
use damane_domain::claim::Refusal;

/// A refusal's words.
pub const fn refusal(refusal: Refusal) -> Words {
    match refusal {
        Refusal::FiledLate => Words {
            ar: "أودع بعد انقضاء الأجل",
            fr: "Déposé après le délai",
            en: "Handed in after the time allowed",
        },
        Refusal::NotCovered => Words {
            ar: "هذا العلاج غير مشمول بالتغطية",
            fr: "Ces soins ne sont pas couverts",
            en: "This care is not covered",
        },
        Refusal::RightsNotOpen => Words {
            ar: "لم تكن الحقوق مفتوحة في ذلك اليوم",
            fr: "Les droits n’étaient pas ouverts ce jour-là",
            en: "Rights were not open on that day",
        },
        Refusal::NotADependant => Words {
            ar: "المستفيد غير مصرح به ضمن ذوي الحقوق",
            fr: "La personne soignée n’est pas déclarée à charge",
            en: "The person cared for is not a declared dependant",
        },
        Refusal::DocumentMissing => {
            Words { ar: "وثيقة ناقصة", fr: "Un document manque", en: "A document is missing" }
        }
        Refusal::DocumentIllegible => {
            Words {
                ar: "وثيقة غير مقروءة", fr: "Un document ne se lit pas", en: "A document cannot be read"
            }
        }
        Refusal::DocumentDiffers => Words {
            ar: "وثيقة لا تطابق الطلب",
            fr: "Un document dit autre chose que la demande",
            en: "A document says something else than the claim",
        },
        Refusal::Duplicate => {
            Words { ar: "سبق طلبه", fr: "Déjà demandé auparavant", en: "Claimed before" }
        }
        Refusal::NoPriorAgreement => Words {
            ar: "لا توجد موافقة مسبقة من الصندوق",
            fr: "Pas d’accord préalable du fonds",
            en: "No prior agreement of the fund",
        },
        Refusal::NoSwornTranslation => Words {
            ar: "لا توجد ترجمة محلفة",
            fr: "Pas de traduction assermentée",
            en: "No sworn translation",
        },
        Refusal::NotEnoughDays => Words {
            ar: "عدد الأيام المصرح بها غير كاف",
            fr: "Pas assez de jours déclarés",
            en: "Not enough declared days",
        },
        Refusal::AgeNotReached => Words {
            ar: "لم تبلغ السن القانونية",
            fr: "L’âge n’est pas atteint",
            en: "The age is not reached",
        },
        Refusal::LossWasVoluntary => Words {
            ar: "كان فقدان الشغل إراديا",
            fr: "La perte d’emploi était volontaire",
            en: "The loss of the job was voluntary",
        },
        Refusal::WorkNotStopped => Words {
            ar: "لم يتوقف العمل المأجور",
            fr: "Le travail salarié n’a pas cessé",
            en: "Salaried work has not stopped",
        },
        Refusal::ContributionsRefunded => Words {
            ar: "سبق استرجاع الاشتراكات",
            fr: "Les cotisations ont déjà été remboursées",
            en: "The contributions were paid back before",
        },
        Refusal::NoReply => Words {
            ar: "لم تصل الوثائق المطلوبة داخل الأجل",
            fr: "Les documents demandés ne sont pas arrivés dans le délai",
            en: "The documents asked for did not arrive in time",
        },
        Refusal::BackAtWork => {
            Words {
                ar: "بدأ عمل جديد", fr: "Un nouveau travail a commencé", en: "A new job has begun"
            }
        }
    }
}
