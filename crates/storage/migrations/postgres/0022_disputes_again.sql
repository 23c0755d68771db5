-- Disputes that are open again, and what officers say with an answer.

-- Why a dispute waits again although it was answered: an employer's later file says otherwise than the line an officer had
-- set right ('file'), or its person handed in documents the fund had not seen ('person').
ALTER TABLE career_disputes ADD COLUMN reopened_at BIGINT;
ALTER TABLE career_disputes ADD COLUMN reopened_by TEXT;
-- 1 until the person was told of it.
ALTER TABLE career_disputes ADD COLUMN to_tell BIGINT NOT NULL DEFAULT 0;
CREATE INDEX career_disputes_to_tell ON career_disputes (person) WHERE to_tell = 1;

-- The officer's own words to the person.
ALTER TABLE dispute_answers ADD COLUMN words TEXT NOT NULL DEFAULT '';
