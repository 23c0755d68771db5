-- Devices with a key of their own, and sessions bound to it (DPoP, RFC 9449). A bound session is one family of tokens:
-- `token` and `token_until` are of the short one that is good now, `renewal` is good once for the next pair, and
-- `renewal_before` was shown for this one: shown again it means that the answer was lost. Any other renewal token of the
-- family was stolen. All are kept as SHA-256; ending the row ends every token that ever came of it.
ALTER TABLE devices ADD COLUMN key_thumbprint BLOB;
ALTER TABLE sessions ADD COLUMN family BLOB;
ALTER TABLE sessions ADD COLUMN key_thumbprint BLOB;
ALTER TABLE sessions ADD COLUMN token BLOB;
ALTER TABLE sessions ADD COLUMN token_until BIGINT;
ALTER TABLE sessions ADD COLUMN renewal BLOB;
ALTER TABLE sessions ADD COLUMN renewal_before BLOB;
CREATE UNIQUE INDEX sessions_by_family ON sessions (family) WHERE family IS NOT NULL;
CREATE UNIQUE INDEX sessions_by_token ON sessions (token) WHERE token IS NOT NULL;
