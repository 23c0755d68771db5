//! Who a signed-in person is, and what their file says of their work today.

use crate::audit::Action;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::sessions::Session;
use damane_domain::career::{Career, CareerRules, DeclaredLine, Employment};
use damane_domain::ids::{Cin, EmployerNumber, PersonId, RegistrationNumber};
use damane_domain::person::{Person, PersonName};
use damane_storage::{Connection, Question, Questions, ask, career, register};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Months at the end of a career that are looked at first.
const LAST_MONTHS: u32 = 3;

/// A line that was declared, and its employer's name where a file ever gave one.
pub(crate) type NamedLine = (DeclaredLine, Option<String>);

/// A person and their employment in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// Registration number.
    pub registration_number: RegistrationNumber,
    /// Name.
    pub name: PersonName,
    /// What the last declarations say.
    pub employment: Employment,
    /// Name of the employer, when declared.
    pub employer_name: Option<String>,
}

/// A person's file: who they are, and what was declared of them.
#[derive(Clone)]
pub(crate) struct PersonFile {
    pub person: Person,
    pub career: Arc<Career>,
    pub employer_names: Arc<BTreeMap<EmployerNumber, String>>,
}

impl PersonFile {
    /// Loads a person's file.
    pub async fn load(connection: &mut Connection, id: PersonId) -> Result<Self, ServiceError> {
        let person = register::find_person(connection, id).await?.ok_or(ServiceError::NotFound)?;
        let (number, cin) = (&person.registration_number, &person.cin);
        let mut career = Career::new(career::find_lines(connection, number, cin).await?);
        career.mark_corrections(&career::find_corrections(connection, id).await?);
        let employer_names = career::find_employer_names(connection, number, cin).await?;
        Ok(Self { person, career: Arc::new(career), employer_names: Arc::new(employer_names) })
    }

    /// The name of an employer; the number where no file ever gave one.
    pub fn employer_name(&self, number: &EmployerNumber) -> String {
        self.employer_names.get(number).cloned().unwrap_or_else(|| number.to_string())
    }
}

impl Fund {
    /// Who is signed in.
    ///
    /// # Errors
    /// Storage only.
    pub async fn person(&self, session: &Session) -> Result<PersonSummary, ServiceError> {
        self.admit_reading(session, Action::FileRead).await?;
        self.summary(session.person).await
    }

    /// A person's summary, counted days and number of employers: what a demonstration says of its people.
    pub(crate) async fn file_of(
        &self,
        number: &RegistrationNumber,
    ) -> Result<(PersonSummary, u32, usize), ServiceError> {
        let mut reader = self.store().read().await?;
        let found = register::find_registered(&mut reader, number).await?;
        let (id, _) = found.ok_or(ServiceError::NotFound)?;
        let file = PersonFile::load(&mut reader, id).await?;
        drop(reader);
        let rules = CareerRules::at(self.now().date())
            .map_err(|error| ServiceError::internal("rules of careers", error))?;
        let (days, employers) = (file.career.total_days(&rules), file.employer_names.len());
        Ok((self.summary(id).await?, days, employers))
    }

    pub(crate) async fn summary(&self, id: PersonId) -> Result<PersonSummary, ServiceError> {
        let mut reader = self.store().read().await?;
        let person = register::find_person(&mut reader, id).await?.ok_or(ServiceError::NotFound)?;
        let (number, cin) = (person.registration_number, &person.cin);
        let lines = ask(&mut reader, |questions| ask_last_lines(questions, &number, cin)).await?;
        self.summary_after(&mut reader, lines, number, cin, person.name).await
    }

    /// The same of somebody whose record and last lines were read already.
    pub(crate) async fn summary_after(
        &self,
        reader: &mut Connection,
        last_lines: Vec<NamedLine>,
        registration_number: RegistrationNumber,
        cin: &Cin,
        name: PersonName,
    ) -> Result<PersonSummary, ServiceError> {
        let today = self.now().date();
        let rules =
            CareerRules::at(today).map_err(|error| ServiceError::internal("rules of careers", error))?;
        let (end, names) = end_of_career(reader, last_lines, &registration_number, cin).await?;
        let employment = end.employment(today, &rules);
        let employer_name = match &employment {
            Employment::Declared { employer, .. } => {
                Some(names.get(employer).cloned().unwrap_or_else(|| employer.to_string()))
            }
            _ => None,
        };
        Ok(PersonSummary { registration_number, name, employment, employer_name })
    }
}

/// Asks the last months of a career, which say how it stands: with every sign-in, when a whole career would be forty years.
pub(crate) fn ask_last_lines(
    questions: &mut Questions,
    number: &RegistrationNumber,
    cin: &Cin,
) -> Question<Vec<NamedLine>> {
    career::ask_last_lines(questions, number, cin, LAST_MONTHS)
}

/// How a career ends. Corrections may have taken all of its last months away again; only then is the rest looked at.
async fn end_of_career(
    reader: &mut Connection,
    last_lines: Vec<NamedLine>,
    number: &RegistrationNumber,
    cin: &Cin,
) -> Result<(Career, BTreeMap<EmployerNumber, String>), ServiceError> {
    let mut names = BTreeMap::new();
    let mut lines = Vec::new();
    for (line, name) in last_lines {
        names.extend(name.map(|name| (line.employer.clone(), name)));
        lines.push(line);
    }
    let end = Career::new(lines);
    if end.last_line().is_some() {
        return Ok((end, names));
    }
    let whole = Career::new(career::find_lines(reader, number, cin).await?);
    Ok((whole, career::find_employer_names(reader, number, cin).await?))
}
