//! A loss is declared once, whatever the device and the key.

use super::read_form;
use crate::claims::standing_of;
use crate::error::ServiceError;
use crate::fund::Fund;
use chrono::NaiveDate;
use damane_domain::claim::ClaimKind;
use damane_storage::Connection;
use damane_storage::claims::{self as kept_claims, ClaimRecord};

/// Claims of a person that are looked at for another declaration of the same loss, the newest first.
const CLAIMS: u32 = 1_000;

impl Fund {
    /// A loss is declared once: no other claim of the person's about the same last day of work is open, or was granted.
    pub(crate) async fn check_declared_once(
        &self,
        connection: &mut Connection,
        record: &ClaimRecord,
    ) -> Result<(), ServiceError> {
        let Some(ended_on) = self.ended_on(record)? else { return Ok(()) };
        for other in kept_claims::find_claims(connection, record.person, CLAIMS).await? {
            if other.kind != ClaimKind::JobLoss || other.id == record.id {
                continue;
            }
            let claim = standing_of(&other)?;
            let stands = claim.refused().is_none() || claim.decided_on.is_some();
            if stands && self.ended_on(&other)? == Some(ended_on) {
                return Err(ServiceError::LossDeclared(other.id));
            }
        }
        Ok(())
    }

    /// The last day of work that was declared; `None` for a form of another shape.
    fn ended_on(&self, record: &ClaimRecord) -> Result<Option<NaiveDate>, ServiceError> {
        let text = self.open_for(record.person, &record.form)?;
        Ok(read_form(&text).ok().map(|form| form.ended_on))
    }
}
