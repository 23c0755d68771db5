-- Documents that came with a dispute. Each was handed in before and waited: from here on it is the dispute's, is not
-- forgotten (its `kept_until` is empty) and goes to no claim. `place` is its order.
CREATE TABLE dispute_documents (
  document BLOB NOT NULL PRIMARY KEY REFERENCES claim_documents (document),
  person BIGINT NOT NULL,
  month BIGINT NOT NULL,
  employer BIGINT NOT NULL,
  reason TEXT NOT NULL,
  place BIGINT NOT NULL,
  FOREIGN KEY (person, month, employer, reason) REFERENCES career_disputes (person, month, employer, reason)
) WITHOUT ROWID;
CREATE INDEX dispute_documents_by_dispute ON dispute_documents (person, month, employer, reason);
