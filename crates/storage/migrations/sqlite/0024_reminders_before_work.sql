-- Who reported work that begins later still has months to confirm until then.
DROP INDEX job_losses_to_remind;
CREATE INDEX job_losses_to_remind ON job_losses (remind_on) WHERE remind_on IS NOT NULL;
