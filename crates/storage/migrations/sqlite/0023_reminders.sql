-- The day of the next word to its person about a month to confirm; none when no month follows. What was granted before is looked at once.
ALTER TABLE job_losses ADD COLUMN remind_on TEXT DEFAULT '0001-01-01';
CREATE INDEX job_losses_to_remind ON job_losses (remind_on) WHERE work_from IS NULL;
