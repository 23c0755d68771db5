-- Claims: reimbursements, pension requests, job-loss declarations. They are the fund's own and outlive the account.

-- `claim` is random. `form` and `decision` are sealed under the fund's key at rest: they speak of health. `standing` is
-- the machine's state as JSON; `state`, `officer` and `changed_at` repeat of it what a queue asks for. `version` counts
-- the steps, so that two officers who act at once do not both succeed.
CREATE TABLE claims (
  claim BYTEA NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL,
  kind TEXT NOT NULL,
  office TEXT NOT NULL,
  form BYTEA NOT NULL,
  standing TEXT NOT NULL,
  state TEXT NOT NULL,
  officer TEXT,
  decision BYTEA,
  version BIGINT NOT NULL,
  submitted_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX claims_by_person ON claims (person, submitted_at);
CREATE INDEX claims_by_state ON claims (state, submitted_at, claim);

-- What happened to a claim, as its timeline tells it: `step` is a stable word, `detail` JSON of stable words, `words`
-- what somebody wrote with it, sealed.
CREATE TABLE claim_events (
  claim BYTEA NOT NULL REFERENCES claims (claim),
  event BIGINT NOT NULL,
  at BIGINT NOT NULL,
  by_officer TEXT,
  step TEXT NOT NULL,
  detail TEXT NOT NULL,
  words BYTEA,
  PRIMARY KEY (claim, event)
);

-- Documents handed in. `object` is the name of the encrypted object, `object_key` its own key, sealed. A document without
-- a claim waits for its form and is forgotten after `kept_until`.
CREATE TABLE claim_documents (
  document BYTEA NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL,
  claim BYTEA REFERENCES claims (claim),
  kind TEXT NOT NULL,
  media TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  object TEXT NOT NULL,
  object_key BYTEA NOT NULL,
  added_at BIGINT NOT NULL,
  kept_until BIGINT
);
CREATE INDEX claim_documents_by_claim ON claim_documents (claim) WHERE claim IS NOT NULL;
CREATE INDEX claim_documents_by_end ON claim_documents (kept_until) WHERE kept_until IS NOT NULL;

-- A request that came with a key: what it asked (its digest) and the claim it led to.
CREATE TABLE claim_answers (
  person BIGINT NOT NULL,
  request_key TEXT NOT NULL,
  request BYTEA NOT NULL,
  claim BYTEA NOT NULL REFERENCES claims (claim),
  answered_at BIGINT NOT NULL,
  PRIMARY KEY (person, request_key)
);
CREATE INDEX claim_answers_by_time ON claim_answers (answered_at);
