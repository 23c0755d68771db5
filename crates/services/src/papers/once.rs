//! Papers that are no certificates: drawn and sealed as of now when they are asked for, and never kept.

use super::sealing;
use crate::account::seconds_until;
use crate::error::ServiceError;
use crate::fund::{Fund, day_number};
use crate::sessions::Session;
use crate::transaction::transaction;
use damane_credential::KeyId;
use damane_document::{ComposeError, Paper, PaperRow, Section, compose_paper};
use damane_domain::certificates::Words;
use damane_domain::ids::PersonId;
use damane_domain::time::Timestamp;
use damane_storage::certificates;
use std::sync::Arc;

/// What such a paper says.
pub(crate) struct Written {
    /// Its title.
    pub title: Words,
    /// What a person quotes.
    pub reference: String,
    /// Whom and what it is about.
    pub rows: Vec<PaperRow>,
    /// What it says.
    pub sections: Vec<Section>,
}

impl Fund {
    /// Counts a paper among those drawn for a person in a day.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`].
    pub(super) async fn count_paper(&self, person: PersonId) -> Result<(), ServiceError> {
        let now = self.now();
        let day = day_number(now);
        let papers = transaction!(self.store(), |tx| certificates::count_paper(tx, person, day))?;
        if papers > self.limits().papers_per_day {
            let tomorrow = Timestamp::from_seconds((day + 1) * super::DAY_SECONDS);
            return Err(ServiceError::TooManyTries { retry_after: seconds_until(tomorrow, now) });
        }
        Ok(())
    }

    /// Draws a paper and seals it with the key that seals now, at the fund's level.
    ///
    /// # Errors
    /// [`ServiceError::TooManyTries`], [`ServiceError::Busy`].
    pub(crate) async fn write_paper(
        &self,
        session: &Session,
        written: Written,
    ) -> Result<Vec<u8>, ServiceError> {
        self.count_paper(session.person).await?;
        let place = self.papers().places.take().await?;
        let at = Timestamp::from_seconds(self.now().seconds());
        let identity = Arc::clone(self.keys().sealing_at(at)?);
        let (fund, key) = (self.profile().clone(), identity.signer.kid());
        let with_timestamp = self.is_dated_with(&identity);
        let sealing = Arc::clone(&identity);
        let draw = move || {
            let unsealed = draw(&fund, written, key, at)?;
            sealing::sign(&unsealed, &sealing, at, with_timestamp, None)
        };
        let signed = place.run(draw).await??;
        self.finish_once(&signed, &identity).await
    }
}

fn draw(
    fund: &damane_domain::fund::FundProfile,
    written: Written,
    key: KeyId,
    issued_at: Timestamp,
) -> Result<Vec<u8>, ServiceError> {
    let Written { title, reference, rows, sections } = written;
    let paper = Paper { fund, title, reference: &reference, key, issued_at, rows, sections };
    compose_paper(&paper).map_err(|error: ComposeError| ServiceError::internal("paper", error))
}
