-- What a person fills in and has not sent yet, and what was sent with its receipt.
CREATE TABLE drafts (
    id         TEXT   PRIMARY KEY,
    kind       TEXT   NOT NULL,
    claim      TEXT,
    state      TEXT   NOT NULL,
    -- Of the request that sends it: however often it is sent, it counts once.
    key        TEXT   NOT NULL UNIQUE,
    form       TEXT   NOT NULL,
    -- The body of that request without its documents; NULL until it is to be sent.
    request    TEXT,
    receipt    TEXT,
    refusal    TEXT,
    changed_at TEXT   NOT NULL
);

-- Their documents. The bytes are dropped once the fund has the claim.
CREATE TABLE draft_documents (
    id        TEXT   PRIMARY KEY,
    draft     TEXT   NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    place     BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    length    BIGINT NOT NULL,
    -- Its name at the portal, once it has begun to arrive there, and how far it came.
    portal_id TEXT,
    received  BIGINT NOT NULL,
    ready     BOOLEAN NOT NULL,
    refused   BOOLEAN NOT NULL,
    bytes     BLOB
);

CREATE INDEX draft_documents_of ON draft_documents (draft, place);
