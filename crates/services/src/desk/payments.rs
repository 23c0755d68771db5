//! Batches of payments at the console: for officers who approve, of their own office.

use crate::audit::Action;
use crate::error::ServiceError;
use crate::fund::Fund;
use crate::officers::OfficerSession;
use crate::payments::{Batch, BatchFile};
use chrono::NaiveDate;
use damane_domain::claim::ReturnReason;
use damane_domain::ids::{BatchId, PaymentId};
use damane_domain::office::OfficerRole;
use damane_storage::payments::BatchRecord;

impl Fund {
    /// The newest batches of the office, and how many claims the next one would take. The reading is noted.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::TooManyTries`].
    pub async fn desk_batches(
        &self,
        session: &OfficerSession,
    ) -> Result<(Vec<BatchRecord>, u32), ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.admit_desk_reading(session, Action::BatchRead).await?;
        self.note_desk(session, None, Action::BatchRead, "list").await?;
        let batches = self.batches(&session.officer).await?;
        let counts = self.desk_counts(session).await?;
        Ok((batches, counts.to_pay))
    }

    /// One batch with its payments. The reading is noted.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], [`ServiceError::NotFound`] also for another office's.
    pub async fn desk_batch(&self, session: &OfficerSession, id: &BatchId) -> Result<Batch, ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.admit_desk_reading(session, Action::BatchRead).await?;
        let batch = self.batch(&session.officer, id).await?;
        self.watch_canaries(session, batch.payments.iter().map(|payment| payment.person)).await?;
        self.note_desk(session, None, Action::BatchRead, &id.to_string()).await?;
        Ok(batch)
    }

    /// Makes a batch of what is due.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::make_batch`].
    pub async fn desk_make_batch(
        &self,
        session: &OfficerSession,
        pay_on: NaiveDate,
    ) -> Result<Option<BatchId>, ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.make_batch(&session.officer, pay_on).await
    }

    /// Agrees to a colleague's batch.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::agree_to_batch`].
    pub async fn desk_agree_to_batch(
        &self,
        session: &OfficerSession,
        id: &BatchId,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.agree_to_batch(&session.officer, id).await
    }

    /// Withdraws a batch nobody agreed to, one's own as well.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::withdraw_batch`].
    pub async fn desk_withdraw_batch(
        &self,
        session: &OfficerSession,
        id: &BatchId,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.withdraw_batch(&session.officer, id).await
    }

    /// The file of a batch two officers agreed to. Each taking is noted: it names people and their accounts.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::batch_file`].
    pub async fn desk_batch_file(
        &self,
        session: &OfficerSession,
        id: &BatchId,
        form: BatchFile,
    ) -> Result<Vec<u8>, ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.admit_desk_reading(session, Action::BatchFileTaken).await?;
        let file = self.batch_file(&session.officer, id, form).await?;
        self.note_desk(session, None, Action::BatchFileTaken, &id.to_string()).await?;
        Ok(file)
    }

    /// The bank paid.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::settle_batch`].
    pub async fn desk_settle_batch(
        &self,
        session: &OfficerSession,
        id: &BatchId,
        on: NaiveDate,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Approve)?;
        self.settle_batch(&session.officer, id, on).await
    }

    /// The bank gave a payment back on a day; today when none is said. Two officers agree to the batch it is sent again in.
    ///
    /// # Errors
    /// [`ServiceError::RoleMissing`], and as for [`Fund::return_payment`].
    pub async fn desk_return_payment(
        &self,
        session: &OfficerSession,
        id: &BatchId,
        payment: &PaymentId,
        reason: ReturnReason,
        on: Option<NaiveDate>,
    ) -> Result<(), ServiceError> {
        session.require(OfficerRole::Approve)?;
        let on = on.unwrap_or_else(|| self.now().date());
        self.return_payment(&session.officer, id, payment, reason, on).await
    }
}
