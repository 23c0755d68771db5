-- What the app keeps for one person on one device. The whole file is ciphertext (SQLCipher).

-- The session with the portal: one row at most.
CREATE TABLE session (
    id                  BIGINT PRIMARY KEY CHECK (id = 1),
    registration_number TEXT   NOT NULL,
    device_id           TEXT   NOT NULL,
    token               TEXT
);

-- Answers of the portal, as they came, with the moment they were given.
CREATE TABLE answers (
    name  TEXT PRIMARY KEY,
    as_of TEXT NOT NULL,
    body  TEXT NOT NULL
);

-- Certificates, each verified before it was written here.
CREATE TABLE certificates (
    id        TEXT   PRIMARY KEY,
    issued_at TEXT   NOT NULL,
    body      TEXT   NOT NULL,
    pdf       BLOB
);
