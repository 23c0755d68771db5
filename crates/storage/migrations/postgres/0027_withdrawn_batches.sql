-- A batch that nobody agreed to yet can be withdrawn: its payments are deleted, and are due again.
ALTER TABLE payment_batches ADD COLUMN withdrawn_by TEXT;
ALTER TABLE payment_batches ADD COLUMN withdrawn_at BIGINT;
-- Why what a payment sends again came back before: to what its claim goes back to.
ALTER TABLE payments ADD COLUMN again TEXT;
