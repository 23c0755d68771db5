-- What comes back after it was settled, and careers corrected after a dispute.

-- The day on which the bank gave a payment back.
ALTER TABLE payments ADD COLUMN returned_on TEXT;

-- A line of a career as an officer set it right. The line itself is in declared_lines under the same sequence, like a line
-- of a file; this says who wrote it, when, and to which dispute it answers.
CREATE TABLE career_corrections (
  sequence BIGINT NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES persons (person),
  month BIGINT NOT NULL,
  employer BIGINT NOT NULL,
  reason TEXT NOT NULL,
  officer TEXT NOT NULL,
  corrected_at BIGINT NOT NULL
);
CREATE INDEX career_corrections_by_person ON career_corrections (person);
CREATE INDEX career_corrections_by_month ON career_corrections (employer, month);
CREATE INDEX career_corrections_by_time ON career_corrections (corrected_at);

-- What a person handed in with a dispute: a document no claim has.
CREATE TABLE dispute_documents (
  document BYTEA NOT NULL PRIMARY KEY REFERENCES claim_documents (document),
  person BIGINT NOT NULL,
  month BIGINT NOT NULL,
  employer BIGINT NOT NULL,
  reason TEXT NOT NULL,
  FOREIGN KEY (person, month, employer, reason) REFERENCES career_disputes (person, month, employer, reason)
);
CREATE INDEX dispute_documents_by_dispute ON dispute_documents (person, month, employer, reason);

-- Searches are forgotten after two years.
CREATE INDEX office_searches_by_time ON office_searches (at);
