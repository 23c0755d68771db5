-- What a person says is wrong with a declared line, or with a month that has none. Nothing of the career changes by it:
-- the employer's correction comes as a new line. One dispute of a kind for a line; the first stands. It is the fund's to
-- answer and stays when the account is closed. `month` counts months since year zero; `employer` is 0 where none is known.
CREATE TABLE career_disputes (
  person BIGINT NOT NULL REFERENCES persons (person),
  month BIGINT NOT NULL,
  employer BIGINT NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  PRIMARY KEY (person, month, employer, reason)
);
