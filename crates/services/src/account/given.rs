//! A password that was right: what the transaction that opens a session asks first, all at once.

use super::Checked;
use crate::audit::ask_head;
use crate::error::ServiceError;
use crate::people::{NamedLine, ask_last_lines};
use crate::second_step::Draws;
use damane_domain::time::Timestamp;
use damane_storage::accounts::{self, Account};
use damane_storage::audit::Head;
use damane_storage::{Answers, Question, Questions};

/// A password that was right, and what may come of it.
pub(super) struct Given<'a> {
    pub checked: Checked<'a>,
    pub account: Account,
    pub token: &'a str,
    pub draws: Draws,
    pub now: Timestamp,
}

/// What is asked when a password was right.
pub(super) struct AskedOfGiven {
    trusted: Option<Question<bool>>,
    pub last_lines: Question<Vec<NamedLine>>,
    pub head: Question<Head>,
}

/// The answers.
pub(super) struct Found {
    pub is_trusted: bool,
    pub last_lines: Vec<NamedLine>,
    pub head: Head,
}

impl Given<'_> {
    pub fn ask(&self, questions: &mut Questions) -> AskedOfGiven {
        let (account, checked) = (&self.account, &self.checked);
        let key = checked.key.as_ref().map(|key| &key.0);
        let trusted =
            checked.device.map(|device| accounts::ask_trusted(questions, account.person, &device, key));
        AskedOfGiven {
            trusted,
            last_lines: ask_last_lines(questions, &account.registration_number, &account.cin),
            head: ask_head(questions, account.person),
        }
    }
}

impl AskedOfGiven {
    pub fn found(&self, answers: &Answers) -> Result<Found, ServiceError> {
        let trusted = self.trusted.as_ref().map(|asked| answers.of(asked)).transpose()?;
        Ok(Found {
            is_trusted: trusted.unwrap_or(false),
            last_lines: answers.of(&self.last_lines)?,
            head: answers.of(&self.head)?,
        })
    }
}
