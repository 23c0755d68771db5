-- What stands of an officer's correction, and what a dispute was answered before it was opened again.

-- The sequence of the employer's lines that said otherwise; left out while the correction stands, whatever became of its
-- dispute. One whose dispute has another answer by now was undone, or is another's to tell.
ALTER TABLE career_corrections ADD COLUMN undone_by BIGINT;
UPDATE career_corrections SET undone_by = sequence WHERE NOT EXISTS (SELECT 1 FROM dispute_answers a
  WHERE a.person = career_corrections.person AND a.month = career_corrections.month
  AND a.reason = career_corrections.reason AND a.employer IN (career_corrections.employer, 0)
  AND a.answer = 'corrected' AND a.answered_at = career_corrections.corrected_at);

-- For its person and for the officer who answers next.
ALTER TABLE career_disputes ADD COLUMN earlier_answer TEXT;
ALTER TABLE career_disputes ADD COLUMN earlier_answered_at BIGINT;
ALTER TABLE career_disputes ADD COLUMN earlier_words TEXT;
