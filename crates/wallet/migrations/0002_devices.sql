-- A session bound to this device's key (DPoP, RFC 9449): its renewal token, and when its token ends by our own clock,
-- microseconds. A session kept by an earlier app has neither, and goes on as it was.
ALTER TABLE session ADD COLUMN renewal_token TEXT;
ALTER TABLE session ADD COLUMN token_until BIGINT;

-- The device's key, one row at most: PKCS#8, sealed under an entry of the key store where one holds the vault's key.
CREATE TABLE device_key (
    id      BIGINT PRIMARY KEY CHECK (id = 1),
    backend TEXT,
    entry   TEXT,
    secret  BLOB   NOT NULL
);
