-- Documents on their way: pieces lie in the object store under the document's own key, which is kept sealed. Forgotten
-- after `kept_until` when they do not arrive whole.
CREATE TABLE uploads (
  document BYTEA NOT NULL PRIMARY KEY,
  person BIGINT NOT NULL,
  kind TEXT NOT NULL,
  bytes BIGINT NOT NULL,
  received BIGINT NOT NULL,
  object_key BYTEA NOT NULL,
  started_at BIGINT NOT NULL,
  kept_until BIGINT NOT NULL
);
CREATE INDEX uploads_by_person ON uploads (person);
CREATE INDEX uploads_by_end ON uploads (kept_until);
