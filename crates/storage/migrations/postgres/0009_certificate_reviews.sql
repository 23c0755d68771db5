-- People whose certificates are to be looked at again: a corrected declaration or a change of the register may have made
-- what they state wrong. Noted in the transaction that brings the change, done soon after, gone when done.
CREATE TABLE certificate_reviews (
  person BIGINT NOT NULL PRIMARY KEY REFERENCES persons (person),
  since BIGINT NOT NULL
);

-- Whether a file corrects one that was received before.
CREATE INDEX declaration_files_by_month ON declaration_files (employer, month);
