-- Job-loss benefits that two officers granted, and the months of each that their person confirmed.

-- `granted_on`, `starts_on` and `work_from` are days; `monthly` is centimes. `work_from` is set once new work is reported.
CREATE TABLE job_losses (
  claim BLOB NOT NULL PRIMARY KEY REFERENCES claims (claim),
  starts_on TEXT NOT NULL,
  months BIGINT NOT NULL,
  monthly BIGINT NOT NULL,
  granted_on TEXT NOT NULL,
  work_from TEXT,
  work_reported_at BIGINT
) WITHOUT ROWID;

-- A month is confirmed once. `released_by` is the officer who let a late one be paid; `batch` is the payment batch it was
-- first put in.
CREATE TABLE job_loss_months (
  claim BLOB NOT NULL REFERENCES job_losses (claim),
  month BIGINT NOT NULL,
  confirmed_at BIGINT NOT NULL,
  late BIGINT NOT NULL,
  released_by TEXT,
  batch BLOB REFERENCES payment_batches (batch),
  PRIMARY KEY (claim, month)
) WITHOUT ROWID;
CREATE INDEX job_loss_months_due ON job_loss_months (claim) WHERE batch IS NULL;
