-- Officers of the fund: accounts of their own, never an insured person's.

-- `name` is what they sign with; `name_letters` its letters in small, so that two spellings are one officer. `secret` is
-- their authenticator's, sealed; `used_step` its last code's. An officer who has not enrolled has neither password nor
-- secret in use: `enrolment` is the digest of the link they were given, `offered` the secret it offers, sealed.
CREATE TABLE officers (
  officer BIGINT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_letters TEXT NOT NULL UNIQUE,
  office TEXT NOT NULL,
  roles TEXT NOT NULL,
  password TEXT,
  secret BLOB,
  used_step BIGINT NOT NULL,
  enrolment BLOB UNIQUE,
  enrolment_ends_at BIGINT,
  offered BLOB,
  active BIGINT NOT NULL,
  added_at BIGINT NOT NULL
);

-- `session` is the digest of its token.
CREATE TABLE officer_sessions (
  session BLOB NOT NULL PRIMARY KEY,
  officer BIGINT NOT NULL REFERENCES officers (officer),
  used_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX officer_sessions_by_officer ON officer_sessions (officer);

-- Tries at a login that did not end in a session, whether it is anybody's or not. `login` is its digest.
CREATE TABLE officer_failures (
  login BLOB NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL
) WITHOUT ROWID;

-- Who looked whom up by number and why. `person` is left out for a number the register does not know; `note` is what the
-- officer wrote, sealed.
CREATE TABLE office_searches (
  search BIGINT NOT NULL PRIMARY KEY,
  officer BIGINT NOT NULL REFERENCES officers (officer),
  person BIGINT,
  purpose TEXT NOT NULL,
  note BLOB NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX office_searches_by_person ON office_searches (person, at);

-- The office whose officer asked, where an officer's account did: its officers alone agree.
ALTER TABLE office_requests ADD COLUMN office TEXT;

-- The console's queues: one office, some states, oldest first.
CREATE INDEX claims_by_office ON claims (office, state, submitted_at, claim);
