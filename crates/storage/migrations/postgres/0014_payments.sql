-- Payments: batches that go to the bank as one file, made by one officer and agreed to by another.

CREATE TABLE payment_batches (
  batch BYTEA NOT NULL PRIMARY KEY,
  office TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  pay_on TEXT NOT NULL,
  payments BIGINT NOT NULL,
  total BIGINT NOT NULL,
  agreed_by TEXT,
  agreed_at BIGINT,
  settled_on TEXT
);
CREATE INDEX payment_batches_by_office ON payment_batches (office, made_at);

-- One payment of a batch. `account` is the bank account it goes to, sealed: as it was when the batch was made. A
-- claim stands in a batch once; a payment that came back is paid again in another batch.
CREATE TABLE payments (
  payment BYTEA NOT NULL PRIMARY KEY,
  batch BYTEA NOT NULL REFERENCES payment_batches (batch),
  claim BYTEA NOT NULL REFERENCES claims (claim),
  person BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  account BYTEA NOT NULL,
  returned TEXT,
  UNIQUE (batch, claim)
);
