-- Accounts, trusted devices, sign-in codes, sessions, and the messages that carry codes. Tokens, devices and challenges
-- are kept as SHA-256 only: who reads this file can use none of them.

CREATE TABLE accounts (
  person BIGINT NOT NULL PRIMARY KEY REFERENCES persons (person),
  password TEXT NOT NULL,
  language TEXT NOT NULL,
  opened_at BIGINT NOT NULL
);

-- Tries by the number that was typed, whether or not anyone has it: known and unknown people are slowed alike, and the
-- same rows are written for both.
CREATE TABLE sign_in_failures (
  registration BIGINT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL
);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_at);

CREATE TABLE devices (
  person BIGINT NOT NULL REFERENCES accounts (person),
  device BYTEA NOT NULL,
  name TEXT,
  trusted_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  PRIMARY KEY (person, device)
);

-- `code` is keyed (HMAC) with a key that is not in the database: eight digits would not withstand a search otherwise.
CREATE TABLE challenges (
  challenge BYTEA NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES accounts (person),
  message BIGINT NOT NULL,
  code BYTEA NOT NULL,
  device BYTEA NOT NULL,
  device_name TEXT,
  device_is_ours BIGINT NOT NULL,
  client TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX challenges_by_person ON challenges (person, created_at);
CREATE INDEX challenges_by_time ON challenges (created_at);

-- Wrong codes of everybody together, by the window they fell into.
CREATE TABLE code_failures (
  since BIGINT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL
);

CREATE TABLE sessions (
  session BYTEA NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES accounts (person),
  device BYTEA NOT NULL,
  opened_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL,
  idle_micros BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person);
CREATE INDEX sessions_by_end ON sessions (ends_at);

-- The outbox. The words are made when a message is sent; the code stands apart so that it can be erased.
CREATE TABLE messages (
  message BIGINT NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES persons (person),
  template TEXT NOT NULL,
  language TEXT NOT NULL,
  recipient TEXT NOT NULL,
  code TEXT,
  code_until BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX messages_by_time ON messages (created_at);
CREATE INDEX messages_with_code ON messages (code_until) WHERE code IS NOT NULL;
