//! The file of a batch: CSV for people, ISO 20022 *customer credit transfer initiation* (pain.001.001.09) for banks.

use super::agreed;
use crate::claims::Officer;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::settings::PaymentSettings;
use crate::transaction::transaction;
use damane_domain::claim::reference;
use damane_domain::ids::{BatchId, Rib};
use damane_domain::money::Money;
use damane_domain::person::PersonName;
use damane_storage::claims as kept_claims;
use damane_storage::payments::{self as kept, BatchRecord};
use damane_storage::{StorageError, register};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Longest name of a party (ISO 20022, Max70Text under the Moroccan and European usage).
const NAME_CHARS: usize = 70;
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
    name: String,
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
                transfers.push(Transfer {
                    id: payment.id.to_string(),
                    reference: reference(claim.kind, &claim.id),
                    name: party(&person.name),
                    account: self.account_of(&payment)?,
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

/// Banks take Latin letters.
fn party(name: &PersonName) -> String {
    name.latin.chars().take(NAME_CHARS).collect()
}

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
        let row = [&transfer.id, &transfer.reference, &transfer.name, transfer.account.as_str(), &amount];
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
            xml.within("Cdtr", |xml| xml.text("Nm", &transfer.name))?;
            xml.account("CdtrAcct", &transfer.account)?;
            xml.within("RmtInf", |xml| xml.text("Ustrd", &transfer.reference))
        })
    }
}

fn write_pain001(
    batch: &BatchRecord,
    from: &PaymentSettings,
    transfers: &[Transfer],
) -> Result<Vec<u8>, ServiceError> {
    let mut xml = Xml(Writer::new_with_indent(Vec::new(), b' ', 1));
    let holder: String = from.holder.chars().take(NAME_CHARS).collect();
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
