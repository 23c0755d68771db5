-- Issued certificates: the record they are drawn from each time, and whether they stand. The papers are not kept.

CREATE TABLE certificates (
  certificate BYTEA NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES persons (person),
  kind TEXT NOT NULL,
  registration_digits TEXT NOT NULL,
  cin TEXT NOT NULL,
  name_latin TEXT NOT NULL,
  name_arabic TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  facts TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  list BIGINT NOT NULL,
  list_index BIGINT NOT NULL,
  key_id BYTEA NOT NULL,
  sealed BYTEA NOT NULL,
  replaced_by BYTEA,
  replaced_at BIGINT,
  revocation TEXT,
  revoked_at BIGINT,
  changed_at BIGINT,
  UNIQUE (list, list_index)
);
CREATE INDEX certificates_by_person ON certificates (person, issued_at);
-- What a status list is made of: the few that no longer stand.
CREATE INDEX certificates_changed ON certificates (list, changed_at) WHERE changed_at IS NOT NULL;

-- What was answered to a write that may be sent again.
CREATE TABLE answered_requests (
  person BIGINT NOT NULL REFERENCES persons (person),
  request_key TEXT NOT NULL,
  request TEXT NOT NULL,
  certificate BYTEA NOT NULL REFERENCES certificates (certificate),
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (person, request_key)
);
CREATE INDEX answered_requests_by_time ON answered_requests (answered_at);

-- Papers drawn for a person on a day (days since 1970, UTC): nothing is read in bulk unseen.
CREATE TABLE paper_reads (
  person BIGINT NOT NULL REFERENCES persons (person),
  day BIGINT NOT NULL,
  reads BIGINT NOT NULL,
  PRIMARY KEY (person, day)
);
