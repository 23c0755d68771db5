-- What protects an account beside its password, and the changes that wait before they hold.

-- Password and second step were given again: sensitive changes are taken until then.
ALTER TABLE sessions ADD COLUMN confirmed_until BIGINT;

-- A challenge may be for signing in, for a confirmation of the session it names, or for a detail that is to be proved:
-- `subject` is then the detail and its new value. `message` is 0 while no code was sent for it.
ALTER TABLE challenges ADD COLUMN purpose TEXT NOT NULL DEFAULT 'sign_in';
ALTER TABLE challenges ADD COLUMN session BLOB;
ALTER TABLE challenges ADD COLUMN subject TEXT;

-- Codes sent to someone who has an account, whatever for: what bounds how many they get.
CREATE TABLE step_codes (
  person BIGINT NOT NULL REFERENCES accounts (person),
  sent_at BIGINT NOT NULL,
  message BIGINT NOT NULL,
  PRIMARY KEY (person, sent_at, message)
) WITHOUT ROWID;
INSERT INTO step_codes SELECT person, created_at, message FROM challenges;
CREATE INDEX step_codes_by_time ON step_codes (sent_at);

-- Authenticator apps. `secret` is encrypted with a key that is not in the database. At most one is in use (1), and one
-- may be offered (0) until its first code. `used_step` is the last time step a code was taken of: none is taken twice.
CREATE TABLE authenticators (
  person BIGINT NOT NULL REFERENCES accounts (person),
  in_use BIGINT NOT NULL,
  secret BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  used_step BIGINT NOT NULL,
  failures BIGINT NOT NULL,
  failed_at BIGINT NOT NULL,
  PRIMARY KEY (person, in_use)
) WITHOUT ROWID;

-- Printed codes, keyed (HMAC) like those that are sent.
CREATE TABLE recovery_codes (
  person BIGINT NOT NULL REFERENCES accounts (person),
  code BLOB NOT NULL,
  made_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (person, code)
) WITHOUT ROWID;

-- Passkeys: the public half only. `handle` is the name an authenticator knows the person by: random, the same for all
-- passkeys of one person.
CREATE TABLE passkeys (
  person BIGINT NOT NULL REFERENCES accounts (person),
  passkey BLOB NOT NULL,
  credential BLOB NOT NULL UNIQUE,
  handle BLOB NOT NULL,
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (person, passkey)
) WITHOUT ROWID;

-- WebAuthn ceremonies under way, each taken once. `person` and `session` are of who adds a passkey; nobody is known
-- yet while one signs in.
CREATE TABLE ceremonies (
  ceremony BLOB NOT NULL PRIMARY KEY,
  person BIGINT REFERENCES accounts (person),
  session BLOB,
  handle BLOB,
  state TEXT NOT NULL,
  expires_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX ceremonies_by_person ON ceremonies (person) WHERE person IS NOT NULL;
CREATE INDEX ceremonies_by_end ON ceremonies (expires_at);

-- Changes of mobile, e-mail or bank account that wait: a newer one for the same detail takes its place.
CREATE TABLE detail_changes (
  person BIGINT NOT NULL REFERENCES accounts (person),
  detail TEXT NOT NULL,
  value TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  effective_at BIGINT NOT NULL,
  PRIMARY KEY (person, detail)
) WITHOUT ROWID;
CREATE INDEX detail_changes_by_time ON detail_changes (effective_at);
