-- What others signed for a certificate's paper, so that the same record gives the same bytes: the signature of its seal,
-- its timestamps, and what proves that the certificates of both stood then.

-- evidence: digests of paper_evidence, 32 bytes each, in the order in which they are embedded. Tokens and evidence are
-- left out as far as the level does without.
CREATE TABLE paper_seals (
  certificate BYTEA NOT NULL PRIMARY KEY REFERENCES certificates (certificate),
  level TEXT NOT NULL,
  signature BYTEA NOT NULL,
  signature_token BYTEA,
  archive_token BYTEA,
  evidence BYTEA NOT NULL,
  sealed_at BIGINT NOT NULL
);

-- Certificates, revocation lists and answers about certificates: a few for all papers of an hour.
CREATE TABLE paper_evidence (
  digest BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  content BYTEA NOT NULL
);
