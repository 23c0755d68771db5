-- Messages of every kind: by SMS or by e-mail, to people the register may not know yet, tried again until they left.
-- A message is leased by the one that sends it; `message` is the key its carrier knows it by, so that one sent twice
-- counts once.
CREATE TABLE messages_by_channel (
  message BIGINT NOT NULL PRIMARY KEY,
  person BIGINT REFERENCES persons (person),
  channel TEXT NOT NULL,
  template TEXT NOT NULL,
  language TEXT NOT NULL,
  recipient TEXT NOT NULL,
  code TEXT,
  code_until BIGINT,
  created_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  leased_until BIGINT NOT NULL,
  sent_at BIGINT,
  failed_at BIGINT,
  failure TEXT
) WITHOUT ROWID;
INSERT INTO messages_by_channel
  SELECT message, person, 'sms', template, language, recipient, code, code_until, created_at, 0, created_at, 0,
         created_at, NULL, NULL
  FROM messages;
DROP TABLE messages;
ALTER TABLE messages_by_channel RENAME TO messages;
CREATE INDEX messages_by_time ON messages (created_at);
CREATE INDEX messages_with_code ON messages (code_until) WHERE code IS NOT NULL;
CREATE INDEX messages_to_send ON messages (next_at) WHERE sent_at IS NULL AND failed_at IS NULL;

-- Who read or changed what, appended only. Entries are chained: each holds the digest of itself and the one before it
-- in its chain. There are several chains so that writers seldom wait for each other; a person is always in the same.
CREATE TABLE audit_chains (
  chain BIGINT NOT NULL PRIMARY KEY,
  entries BIGINT NOT NULL,
  digest BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE audit_log (
  chain BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  person BIGINT,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  detail TEXT NOT NULL,
  device BLOB,
  at BIGINT NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (chain, entry)
) WITHOUT ROWID;
CREATE INDEX audit_log_by_person ON audit_log (person, at);

-- Made-up people of the register whose file nobody has a reason to read: who does is looked for.
CREATE TABLE canaries (
  person BIGINT NOT NULL PRIMARY KEY REFERENCES persons (person),
  set_at BIGINT NOT NULL
) WITHOUT ROWID;
