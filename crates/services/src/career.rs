//! Careers: employers' files come in, one transaction a file; a person's statement goes out.

mod disputes;
mod import;
mod paper;
mod reading;
mod reopening;

use crate::audit::Action;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::people::PersonFile;
use crate::sessions::Session;
use damane_domain::career::{Career, CareerRules, Dispute, Employment};
use damane_domain::ids::EmployerNumber;
use damane_domain::time::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

pub use disputes::DisputedLine;
pub(crate) use disputes::is_note;
pub use import::{
    DeclarationImport, ImportError, KeptFile, Refusal, Watch, import_declaration, is_declaration_name,
};

/// All that was declared of a person, and what follows from it today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareerStatement {
    /// Every line, and which of them stand.
    pub career: Arc<Career>,
    /// Names of its employers, as each last gave it.
    pub employer_names: Arc<BTreeMap<EmployerNumber, String>>,
    /// The figures it was counted with.
    pub rules: CareerRules,
    /// What the last declarations say of the person's work.
    pub employment: Employment,
    /// What the person says is wrong with it.
    pub disputes: Vec<Dispute>,
    /// When it was read.
    pub as_of: Timestamp,
}

impl Fund {
    /// The career of who is signed in.
    ///
    /// # Errors
    /// Storage only.
    pub async fn career_statement(&self, session: &Session) -> Result<CareerStatement, ServiceError> {
        self.admit_reading(session, Action::CareerRead).await?;
        let as_of = self.now();
        let mut reader = self.store().read().await?;
        let file = self.file_as_it_stands(&mut reader, session.person).await?;
        let disputes = damane_storage::disputes::find_disputes(&mut reader, session.person).await?;
        drop(reader);
        let rules = CareerRules::at(as_of.date())
            .map_err(|error| ServiceError::internal("rules of careers", error))?;
        let employment = file.career.employment(as_of.date(), &rules);
        let PersonFile { career, employer_names, .. } = file;
        Ok(CareerStatement { career, employer_names, rules, employment, disputes, as_of })
    }

    /// The same as a table of comma-separated values, a line for each declared one, for a spreadsheet.
    ///
    /// # Errors
    /// Storage only.
    pub async fn career_table(&self, session: &Session) -> Result<Vec<u8>, ServiceError> {
        crate::export::table(&self.career_statement(session).await?)
    }

    /// Receives an employer's file: see [`import_declaration`].
    ///
    /// # Errors
    /// [`ImportError`]; nothing of the file is kept then.
    pub async fn import_declaration(
        &self,
        path: &Path,
        watch: &Watch<'_>,
    ) -> Result<DeclarationImport, ImportError> {
        let imported = import_declaration(self.store(), path, self.now(), watch).await?;
        self.tell_of_reopened_disputes().await?;
        self.review_certificates().await?;
        Ok(imported)
    }
}
