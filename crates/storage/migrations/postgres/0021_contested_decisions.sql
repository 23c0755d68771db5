-- What was decided of a claim before it was contested: what is proposed afterwards takes its place in `claims`, and the
-- decision that stands takes it back. `decision` is sealed under the fund's key at rest. The fund's own, as the claim is.
CREATE TABLE contested_decisions (
  claim BYTEA NOT NULL PRIMARY KEY REFERENCES claims (claim),
  decision BYTEA NOT NULL
);
