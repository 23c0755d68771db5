//! People of the demonstration without an account, for whoever wants to open one.

use crate::error::ServiceError;
use crate::fund::Fund;
use damane_domain::career::Employment;
use damane_domain::person::Person;

/// People invented beside those asked for: some of them work, some have not for long.
pub const SPARE: u32 = 12;
/// Files looked at for them.
const MOST: usize = 60;

/// Someone who can sign up, or is told why not.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DemoSignUp {
    /// Registration number.
    pub registration_number: String,
    /// Name, Latin script.
    pub name: String,
    /// National identity card.
    pub cin: String,
    /// The declared mobile.
    pub mobile: String,
    /// What signing up leads to, in English.
    pub story: String,
}

/// Two whom everything fits, and one whose file is inactive.
pub async fn name_sign_ups(
    fund: &Fund,
    without_account: impl Iterator<Item = &Person>,
) -> Result<Vec<DemoSignUp>, ServiceError> {
    let (mut fitting, mut inactive) = (Vec::new(), Vec::new());
    for person in without_account.take(MOST) {
        let (summary, ..) = fund.file_of(&person.registration_number).await?;
        let (told, story) = match summary.employment {
            Employment::Declared { .. } => (&mut fitting, "everything fits"),
            Employment::Inactive { .. } => (&mut inactive, "the file is inactive"),
            Employment::Interrupted { .. } | Employment::NeverDeclared => continue,
        };
        told.push(DemoSignUp {
            registration_number: person.registration_number.to_string(),
            name: person.name.latin.clone(),
            cin: person.cin.to_string(),
            mobile: person.mobile.as_ref().map(ToString::to_string).unwrap_or_default(),
            story: story.to_owned(),
        });
        if fitting.len() >= 2 && !inactive.is_empty() {
            break;
        }
    }
    Ok(fitting.into_iter().take(2).chain(inactive.into_iter().take(1)).collect())
}
