//! The file of a batch: CSV for people, ISO 20022 *customer credit transfer initiation* (pain.001.001.09) for banks.

use super::agreed;
use crate::claims::Officer;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::settings::PaymentSettings;
use crate::transaction::transaction;
use damane_domain::claim::reference;
use damane_domain::ids::{BatchId, RegistrationNumber, Rib};
use damane_domain::money::Money;
use damane_storage::claims as kept_claims;
use damane_storage::payments::{self as kept, BatchRecord};
use damane_storage::{StorageError, register};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Longest name of a party (ISO 20022, Max70Text under the Moroccan and European usage).
const NAME_CHARS: usize = 70;
/// Who pays, where no letter of the account's holder can be written.
const DEBTOR: &str = "DONNEUR D'ORDRE";
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchFile {
    /// Comma-separated, with a header and a last line of totals.
    Csv,
    /// pain.001.001.09.
    Pain001,
}

/// One transfer.
struct Transfer {
    /// The payment's id: what the bank gives back with a return.
    id: String,
    reference: String,
    /// The person's name in Latin letters, as the register had it when the batch was made.
    name: String,
    /// The person's number: it names them where no letter of their name can be written.
    number: RegistrationNumber,
    account: Rib,
    amount: Money,
}

impl Fund {
    /// The file of a batch two officers agreed to; the same bytes each time.
    ///
    /// # Errors
    /// [`ServiceError::IllegalStep`] before another officer agreed; [`ServiceError::NotFound`];
    /// [`ServiceError::Folder`] when `portal.toml` names no account to pay from.
    pub async fn batch_file(
        &self,
        officer: &Officer,
        id: &BatchId,
        form: BatchFile,
    ) -> Result<Vec<u8>, ServiceError> {
        let from = self.payment_settings().ok_or_else(|| ServiceError::Folder {
            what: "portal.toml".to_owned(),
            why: "[payments] names no account to pay from".to_owned(),
        })?;
        let (batch, transfers) = transaction!(self.store(), alone, |tx| async {
            let batch = agreed(tx, officer, id).await?;
            let mut transfers = Vec::new();
            for payment in kept::find_payments(tx, id).await? {
                let claim = kept_claims::find_claim(tx, payment.person, &payment.claim).await?;
                let claim = claim.ok_or(StorageError::Damaged("claim of a payment"))?;
                let person = register::find_person(tx, payment.person).await?;
                let person = person.ok_or(StorageError::Damaged("person of a payment"))?;
                let (account, name) = self.payee_of(&payment)?;
                transfers.push(Transfer {
                    id: payment.id.to_string(),
                    reference: reference(claim.kind, &claim.id),
                    name: name.unwrap_or(person.name.latin),
                    number: person.registration_number,
                    account,
                    amount: payment.amount,
                });
            }
            Ok::<_, ServiceError>((batch, transfers))
        })?;
        match form {
            BatchFile::Csv => write_csv(&transfers),
            BatchFile::Pain001 => write_pain001(&batch, from, &transfers),
        }
    }
}

/// As much of a name as a file takes: 70 letters.
fn cut(name: &str) -> String {
    name.chars().take(NAME_CHARS).collect()
}

/// A name as banks take it; `otherwise` where no letter or digit is left of it. At most 70 letters.
fn party(name: &str, otherwise: &str) -> String {
    let plain = cut(&for_banks(name));
    let named = plain.contains(|letter: char| letter.is_ascii_alphanumeric());
    if named { plain.trim_end().to_owned() } else { otherwise.to_owned() }
}

/// A text in the letters every bank takes: accents are left out, ligatures spelt out; what cannot be written becomes a
/// space, and several spaces one.
fn for_banks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !is_unseen(*letter)) {
        if is_taken(letter) {
            plain.push(letter);
        } else {
            let row = PLAIN.iter().find(|(_, letters)| letters.contains(letter));
            plain.push_str(row.map_or(" ", |(plain, _)| plain));
        }
    }
    plain.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// The Latin set of ISO 20022 credit transfers (SWIFT's X set; European Payments Council, EPC217-08).
const fn is_taken(letter: char) -> bool {
    let sign = matches!(letter, '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' | ' ');
    sign || letter.is_ascii_alphanumeric()
}

/// Accents that stand for themselves behind their letter, and what has no width: neither parts a name.
const fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// What is written for which letters: signs, then the Latin letters a name of the register may have, where a plain one is
/// near.
const PLAIN: [(&str, &str); 65] = [
    ("'", "’‘‛ʼʹʻʾʿ′´`"),
    ("-", "‐‑‒–—―−_"),
    ("+", "&"),
    (",", ";"),
    ("'n", "ŉ"),
    ("A", "ÀÁÂÃÄÅĀĂĄǍǞǠǺȀȂȦȺḀẠẢẤẦẨẪẬẮẰẲẴẶ"),
    ("a", "ªàáâãäåāăąǎǟǡǻȁȃȧḁẚạảấầẩẫậắằẳẵặ"),
    ("AE", "ÆǢǼ"),
    ("ae", "æǣǽ"),
    ("B", "ƁƂɃḂḄḆ"),
    ("b", "ƀƃḃḅḇ"),
    ("C", "ÇĆĈĊČƇȻḈ"),
    ("c", "çćĉċčƈȼḉ"),
    ("D", "ÐĎĐƉƊƋḊḌḎḐḒ"),
    ("d", "ðďđƌȡḋḍḏḑḓ"),
    ("E", "ÈÉÊËĒĔĖĘĚƎƏƐȄȆȨɆḔḖḘḚḜẸẺẼẾỀỂỄỆ"),
    ("e", "èéêëēĕėęěǝȅȇȩɇəɛḕḗḙḛḝẹẻẽếềểễệ"),
    ("F", "ƑḞ"),
    ("f", "ƒḟ"),
    ("G", "ĜĞĠĢƓƔǤǦǴḠ"),
    ("g", "ĝğġģǥǧǵɣḡ"),
    ("H", "ĤĦȞḢḤḦḨḪ"),
    ("h", "ĥħȟḣḥḧḩḫẖ"),
    ("I", "ÌÍÎÏĨĪĬĮİƗǏȈȊḬḮỈỊ"),
    ("i", "ìíîïĩīĭįıǐȉȋḭḯỉị"),
    ("IJ", "Ĳ"),
    ("ij", "ĳ"),
    ("J", "ĴɈ"),
    ("j", "ĵǰȷɉ"),
    ("K", "ĶƘǨḰḲḴ"),
    ("k", "ķĸƙǩḱḳḵ"),
    ("L", "ĹĻĽĿŁȽḶḸḺḼ"),
    ("l", "ĺļľŀłƚȴḷḹḻḽ"),
    ("M", "ḾṀṂ"),
    ("m", "ḿṁṃ"),
    ("N", "ÑŃŅŇŊƝǸȠṄṆṈṊ"),
    ("n", "ñńņňŋƞǹȵṅṇṉṋ"),
    ("O", "ÒÓÔÕÖØŌŎŐƆƟƠǑǪǬǾȌȎȪȬȮȰṌṎṐṒỌỎỐỒỔỖỘỚỜỞỠỢ"),
    ("o", "ºòóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
    ("OE", "Œ"),
    ("oe", "œ"),
    ("P", "ƤṔṖ"),
    ("p", "ƥṕṗ"),
    ("R", "ŔŖŘȐȒɌṘṚṜṞ"),
    ("r", "ŕŗřȑȓɍṙṛṝṟ"),
    ("S", "ŚŜŞŠȘṠṢṤṦṨ"),
    ("s", "śŝşšſșȿṡṣṥṧṩẛ"),
    ("SS", "ẞ"),
    ("ss", "ß"),
    ("T", "ŢŤŦƬƮȚȾṪṬṮṰ"),
    ("t", "ţťŧƫƭțȶṫṭṯṱẗ"),
    ("TH", "Þ"),
    ("th", "þ"),
    ("U", "ÙÚÛÜŨŪŬŮŰŲƯǓǕǗǙǛȔȖɄṲṴṶṸṺỤỦỨỪỬỮỰ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ("V", "ƲṼṾ"),
    ("v", "ṽṿ"),
    ("W", "ŴẀẂẄẆẈ"),
    ("w", "ŵẁẃẅẇẉẘ"),
    ("X", "ẊẌ"),
    ("x", "ẋẍ"),
    ("Y", "ÝŶŸƳȲɎẎỲỴỶỸ"),
    ("y", "ýÿŷƴȳɏẏẙỳỵỷỹ"),
    ("Z", "ŹŻŽƵȤẐẒẔ"),
    ("z", "źżžƶȥɀẑẓẕ"),
];

/// Dirhams with a point and two digits: `56.00`.
fn dirhams(amount: Money) -> String {
    let centimes = amount.as_centimes();
    format!("{}.{:02}", centimes / 100, centimes.rem_euclid(100))
}

fn write_csv(transfers: &[Transfer]) -> Result<Vec<u8>, ServiceError> {
    let failed = |error: csv::Error| ServiceError::internal("payments file", error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["payment", "reference", "name", "rib", "amount_mad"]).map_err(failed)?;
    for transfer in transfers {
        let amount = dirhams(transfer.amount);
        let name = cut(&transfer.name);
        let row = [&transfer.id, &transfer.reference, &name, transfer.account.as_str(), &amount];
        writer.write_record(row).map_err(failed)?;
    }
    let total = dirhams(transfers.iter().map(|transfer| transfer.amount).sum());
    let count = transfers.len().to_string();
    writer.write_record(["total", &count, "", "", &total]).map_err(failed)?;
    writer.into_inner().map_err(|error| ServiceError::internal("payments file", error))
}

/// An XML file under way.
struct Xml(Writer<Vec<u8>>);

type Written = Result<(), std::io::Error>;

impl Xml {
    fn within(&mut self, name: &str, inside: impl FnOnce(&mut Self) -> Written) -> Written {
        self.0.write_event(Event::Start(BytesStart::new(name)))?;
        inside(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    fn text(&mut self, name: &str, text: &str) -> Written {
        self.within(name, |xml| xml.0.write_event(Event::Text(BytesText::new(text))))
    }

    fn account(&mut self, name: &str, account: &Rib) -> Written {
        self.within(name, |xml| xml.within("Id", |xml| xml.text("IBAN", &account.iban())))
    }

    fn totals(&mut self, batch: &BatchRecord) -> Written {
        self.text("NbOfTxs", &batch.payments.to_string())?;
        self.text("CtrlSum", &dirhams(batch.total))
    }

    fn transfer(&mut self, transfer: &Transfer) -> Written {
        self.within("CdtTrfTxInf", |xml| {
            xml.within("PmtId", |xml| xml.text("EndToEndId", &transfer.id))?;
            xml.within("Amt", |xml| {
                let mut start = BytesStart::new("InstdAmt");
                start.push_attribute(("Ccy", "MAD"));
                xml.0.write_event(Event::Start(start))?;
                xml.0.write_event(Event::Text(BytesText::new(&dirhams(transfer.amount))))?;
                xml.0.write_event(Event::End(BytesEnd::new("InstdAmt")))
            })?;
            let name = party(&transfer.name, transfer.number.as_str());
            xml.within("Cdtr", |xml| xml.text("Nm", &name))?;
            xml.account("CdtrAcct", &transfer.account)?;
            xml.within("RmtInf", |xml| xml.text("Ustrd", &for_banks(&transfer.reference)))
        })
    }
}

fn write_pain001(
    batch: &BatchRecord,
    from: &PaymentSettings,
    transfers: &[Transfer],
) -> Result<Vec<u8>, ServiceError> {
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 1));
    let holder = party(&from.holder, DEBTOR);
    let id = batch.id.to_string();
    let write = |xml: &mut Xml| -> Written {
        xml.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let mut document = BytesStart::new("Document");
        document.push_attribute(("xmlns", NAMESPACE));
        xml.0.write_event(Event::Start(document))?;
        xml.within("CstmrCdtTrfInitn", |xml| {
            xml.within("GrpHdr", |xml| {
                xml.text("MsgId", &id)?;
                xml.text("CreDtTm", &batch.made_at.to_rfc3339())?;
                xml.totals(batch)?;
                xml.within("InitgPty", |xml| xml.text("Nm", &holder))
            })?;
            xml.within("PmtInf", |xml| {
                xml.text("PmtInfId", &id)?;
                xml.text("PmtMtd", "TRF")?;
                xml.text("BtchBookg", "true")?;
                xml.totals(batch)?;
                xml.within("ReqdExctnDt", |xml| xml.text("Dt", &batch.pay_on.to_string()))?;
                xml.within("Dbtr", |xml| xml.text("Nm", &holder))?;
                xml.account("DbtrAcct", &from.rib)?;
                xml.within("DbtrAgt", |xml| xml.within("FinInstnId", |xml| agent(xml, from)))?;
                transfers.iter().try_for_each(|transfer| xml.transfer(transfer))
            })
        })?;
        xml.0.write_event(Event::End(BytesEnd::new("Document")))
    };
    write(&mut xml).map_err(|error| ServiceError::internal("payments file", error))?;
    let mut bytes = xml.0.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

/// A bank without BIC is named as the standard says.
fn agent(xml: &mut Xml, from: &PaymentSettings) -> Written {
    match &from.bic {
        Some(bic) => xml.text("BICFI", bic),
        None => xml.within("Othr", |xml| xml.text("Id", "NOTPROVIDED")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "190000010";

    fn transfer(name: &str) -> Transfer {
        Transfer {
            id: "00ff".to_owned(),
            reference: "RB-7K4M-29QX-81TN".to_owned(),
            name: name.to_owned(),
            number: RegistrationNumber::parse(NUMBER).unwrap(),
            account: Rib::from_account("0117800000123456789012").unwrap(),
            amount: Money::centimes(5_600),
        }
    }

    /// Whom the file for the bank says that a person of this name is.
    fn named(name: &str) -> String {
        let mut xml = Xml(Writer::new(Vec::new()));
        xml.transfer(&transfer(name)).unwrap();
        let xml = String::from_utf8(xml.0.into_inner()).unwrap();
        assert!(xml.is_ascii() && xml.contains("<Ustrd>RB-7K4M-29QX-81TN</Ustrd>"), "{xml}");
        let (_, rest) = xml.split_once("<Cdtr><Nm>").unwrap();
        let (name, _) = rest.split_once("</Nm></Cdtr>").unwrap();
        name.replace("&apos;", "'")
    }

    #[test]
    fn names_for_the_bank_are_written_in_the_letters_it_takes() {
        for (name, plain) in [
            ("Naïma EL OUARDI", "Naima EL OUARDI"),
            ("Hélène François-Noël", "Helene Francois-Noel"),
            ("He\u{301}le\u{300}ne", "Helene"),
            ("LEBŒUF Cœur Æsir ß ẞ", "LEBOEUF Coeur AEsir ss SS"),
            ("M’Hamed N‘Daw D´Or", "M'Hamed N'Daw D'Or"),
            ("Aït–Lahcen — fils", "Ait-Lahcen - fils"),
            ("Łukasz Öztürk Dvořák İnan Ñuñez", "Lukasz Ozturk Dvorak Inan Nunez"),
            ("Ḥassan Ẓahra Ƹ Ǧamila", "Hassan Zahra Gamila"),
            ("a & b; c_d", "a + b, c-d"),
            (" <Dupont>\t\"Cie\"  (Casa)\u{a0}n° 3\u{1}", "Dupont Cie (Casa) n 3"),
            ("/-?:().,'+ aZ09", "/-?:().,'+ aZ09"),
            ("محمد Alami", "Alami"),
        ] {
            assert_eq!((named(name), party(name, DEBTOR)), (plain.to_owned(), plain.to_owned()), "{name}");
        }
    }

    #[test]
    fn whose_name_cannot_be_written_is_named_by_number_and_who_pays_by_what_they_are() {
        for name in ["", "  ", "نعيمة الوردي", "— ’"] {
            assert_eq!((named(name).as_str(), party(name, DEBTOR).as_str()), (NUMBER, DEBTOR), "{name}");
        }
    }

    #[test]
    fn a_name_is_cut_after_it_was_written_out() {
        assert_eq!(named(&"œ".repeat(40)), "oe".repeat(35));
        assert_eq!(named(&"e\u{301}".repeat(71)), "e".repeat(70));
        assert_eq!(named(&format!("{} b", "a".repeat(69))), "a".repeat(69), "no space at the end");
    }

    #[test]
    fn every_row_gives_what_banks_take_for_what_they_do_not() {
        for (plain, letters) in PLAIN {
            assert!(!plain.is_empty() && plain.chars().all(is_taken), "{plain}");
            assert!(!letters.chars().any(is_taken), "{letters}");
        }
        let mut all: Vec<char> = PLAIN.iter().flat_map(|(_, letters)| letters.chars()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "no letter stands in two rows");
        let left_out = |letter: &char| letter.is_alphabetic() && !all.contains(letter);
        let first: Vec<char> = ('\u{c0}'..='\u{17f}').filter(left_out).collect();
        assert!(first.is_empty(), "Latin-1 and Latin Extended-A are whole: {first:?}");
    }

    #[test]
    fn the_csv_keeps_the_name_as_the_register_has_it() {
        let csv = String::from_utf8(write_csv(&[transfer("Naïma EL OUARDI")]).unwrap()).unwrap();
        assert!(csv.contains(",Naïma EL OUARDI,"), "{csv}");
        let csv = String::from_utf8(write_csv(&[transfer(&"é".repeat(80))]).unwrap()).unwrap();
        assert!(csv.contains(&format!(",{},", "é".repeat(70))), "{csv}");
    }
}
