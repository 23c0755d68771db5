-- Claims whose documents are waited for, with the day on which their person is told once more.
CREATE TABLE claim_reminders (
  claim BLOB NOT NULL PRIMARY KEY REFERENCES claims (claim),
  person BIGINT NOT NULL,
  remind_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX claim_reminders_by_day ON claim_reminders (remind_on);
