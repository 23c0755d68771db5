-- What an account holds of its own: how its person is reached, since when its password stands, and until when its
-- details are guarded.
ALTER TABLE accounts ADD COLUMN email TEXT;
ALTER TABLE accounts ADD COLUMN email_key TEXT;
ALTER TABLE accounts ADD COLUMN mobile TEXT;
ALTER TABLE accounts ADD COLUMN guarded_until BIGINT;
ALTER TABLE accounts ADD COLUMN password_changed_at BIGINT;
CREATE UNIQUE INDEX accounts_by_email ON accounts (email_key) WHERE email_key IS NOT NULL;
