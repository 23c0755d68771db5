-- What an officer answered to a dispute of a career's line. The newest answer stands; the one before is in the audit log.
CREATE TABLE dispute_answers (
  person BIGINT NOT NULL,
  month BIGINT NOT NULL,
  employer BIGINT NOT NULL,
  reason TEXT NOT NULL,
  answer TEXT NOT NULL,
  officer TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (person, month, employer, reason),
  FOREIGN KEY (person, month, employer, reason) REFERENCES career_disputes (person, month, employer, reason)
) WITHOUT ROWID;
CREATE INDEX career_disputes_by_time ON career_disputes (made_at);
