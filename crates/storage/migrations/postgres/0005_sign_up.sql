-- Opening an account, recovering it, and what officers do about it. An account gets an e-mail of its own, the mobile its
-- owner proved (where none stands, the declared one counts), and its guard. `mobile_from`: a mobile newer than that
-- recovers nothing yet. `recovered_at`: devices trusted before it are asked for the second step again.
ALTER TABLE accounts ADD COLUMN email TEXT;
ALTER TABLE accounts ADD COLUMN email_key TEXT;
ALTER TABLE accounts ADD COLUMN mobile TEXT;
ALTER TABLE accounts ADD COLUMN mobile_from BIGINT;
ALTER TABLE accounts ADD COLUMN guarded_until BIGINT;
ALTER TABLE accounts ADD COLUMN password_changed_at BIGINT;
ALTER TABLE accounts ADD COLUMN recovered_at BIGINT;
CREATE UNIQUE INDEX accounts_by_email ON accounts (email_key) WHERE email_key IS NOT NULL;

-- Sign-ups under way, whoever typed what: the same row for people the register knows and for others. `code` is keyed as
-- in challenges. `expires_at` is the code's end, after `proved_at` the end of the time to choose a password.
CREATE TABLE sign_ups (
  sign_up BYTEA NOT NULL PRIMARY KEY,
  registration_digits TEXT NOT NULL,
  cin TEXT NOT NULL,
  email TEXT NOT NULL,
  mobile TEXT NOT NULL,
  language TEXT NOT NULL,
  message BIGINT NOT NULL,
  code BYTEA NOT NULL,
  device BYTEA NOT NULL,
  device_name TEXT,
  device_is_ours BIGINT NOT NULL,
  client TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  proved_at BIGINT,
  closed_at BIGINT
);
CREATE INDEX sign_ups_by_time ON sign_ups (created_at);

-- Codes sent to mobiles that were typed by anyone: a phone is not rung at will.
CREATE TABLE codes_sent (
  mobile TEXT NOT NULL,
  sent_at BIGINT NOT NULL,
  PRIMARY KEY (mobile, sent_at)
);
CREATE INDEX codes_sent_by_time ON codes_sent (sent_at);

-- What is counted of everybody together, by what it is and the window it fell into.
CREATE TABLE counts (
  counted TEXT NOT NULL,
  since BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (counted, since)
);
CREATE INDEX counts_by_time ON counts (since);

-- Links asked for, whoever typed what; looked up later, outside the time of the request.
CREATE TABLE recoveries (
  recovery BIGINT NOT NULL PRIMARY KEY,
  registration BIGINT NOT NULL,
  cin TEXT NOT NULL,
  channel TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  handled_at BIGINT
);
CREATE INDEX recoveries_by_asker ON recoveries (registration, cin, asked_at);
CREATE INDEX recoveries_waiting ON recoveries (asked_at) WHERE handled_at IS NULL;
CREATE INDEX recoveries_by_time ON recoveries (asked_at);

-- Links to choose a new password, as the digest of their token.
CREATE TABLE recovery_links (
  link BYTEA NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL REFERENCES persons (person),
  channel TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX recovery_links_by_person ON recovery_links (person);
CREATE INDEX recovery_links_by_end ON recovery_links (expires_at);

-- What officers asked for and why. A reset waits for another officer; a new mobile on an employer's notice holds at once.
CREATE TABLE office_requests (
  request TEXT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  person BIGINT NOT NULL REFERENCES persons (person),
  officer TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  approved_by TEXT,
  approved_at BIGINT
);
CREATE INDEX office_requests_by_person ON office_requests (person, asked_at);

-- Mobiles an officer corrected before the register feed did: a feed that still says `superseded` (empty for none) is
-- behind and changes nothing.
CREATE TABLE office_mobiles (
  person BIGINT NOT NULL PRIMARY KEY REFERENCES persons (person),
  superseded TEXT NOT NULL
);
CREATE INDEX person_changes_by_time ON person_changes (changed_at);
