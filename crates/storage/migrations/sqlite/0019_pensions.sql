-- Pension requests, and what two officers granted of them. They are the fund's own and outlive the account.

-- `filed` are the figures on the day of the request, sealed under the fund's key at rest. `stands` is 1 from the request on,
-- 0 once it is refused: a person has one that stands. `starts_on` and `granted_on` are days, set once it is granted;
-- `monthly` is centimes, and absent where contributions are paid back at once.
CREATE TABLE pensions (
  claim BLOB NOT NULL PRIMARY KEY REFERENCES claims (claim),
  person BIGINT NOT NULL,
  filed BLOB NOT NULL,
  stands BIGINT NOT NULL,
  starts_on TEXT,
  monthly BIGINT,
  granted_on TEXT
) WITHOUT ROWID;
CREATE UNIQUE INDEX pensions_that_stand ON pensions (person) WHERE stands = 1;
