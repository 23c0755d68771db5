-- The register of insured persons, and what employers declared about them. Days are TEXT, times BIGINT microseconds
-- UTC, money BIGINT centimes. Everything about a person is keyed by the person first.

-- `person` is a random id of our own. `registration` is the registration number read as a number: employers' files
-- know nothing else and write it on nine digits; `registration_digits` keeps the digits as the register holds them.
CREATE TABLE persons (
  person BIGINT NOT NULL PRIMARY KEY CHECK (person > 0),
  registration BIGINT NOT NULL UNIQUE CHECK (registration > 0),
  registration_digits TEXT NOT NULL,
  cin TEXT NOT NULL,
  name_latin TEXT NOT NULL,
  name_arabic TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  mobile TEXT,
  rib TEXT,
  dependants BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Details that move money or open an account: each change is kept with its time, the older value with it.
CREATE TABLE person_changes (
  person BIGINT NOT NULL REFERENCES persons (person),
  changed_at BIGINT NOT NULL,
  detail TEXT NOT NULL,
  was TEXT,
  became TEXT,
  PRIMARY KEY (person, changed_at, detail)
) WITHOUT ROWID;

-- `named_in` is the month of the file the name comes from: an older file received late does not rename an employer.
CREATE TABLE employers (
  employer BIGINT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  named_in BIGINT NOT NULL
) WITHOUT ROWID;

-- Numbers given out in order. Taking one first also makes imports wait for each other.
CREATE TABLE counters (
  counter TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO counters (counter, value) VALUES ('declaration_files', 0);

-- `sequence` is the order in which the fund received the files; `bytes` their size.
CREATE TABLE declaration_files (
  sequence BIGINT NOT NULL PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  bytes BIGINT NOT NULL,
  transfer_id TEXT NOT NULL,
  category BIGINT NOT NULL,
  employer BIGINT NOT NULL REFERENCES employers (employer),
  month BIGINT NOT NULL,
  lines BIGINT NOT NULL,
  received_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX declaration_files_by_size ON declaration_files (bytes);

-- One line of one file, by the registration number it was declared under (the register may come later). Nothing here
-- is ever changed: a corrected file adds lines with a higher sequence.
-- `month` counts months since year zero; `situation` is the rank of its code.
CREATE TABLE declared_lines (
  registration BIGINT NOT NULL,
  month BIGINT NOT NULL,
  employer BIGINT NOT NULL,
  category BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  line BIGINT NOT NULL,
  days BIGINT NOT NULL,
  salary BIGINT NOT NULL,
  capped_salary BIGINT NOT NULL,
  situation BIGINT NOT NULL,
  PRIMARY KEY (registration, month, employer, category, sequence, line)
) WITHOUT ROWID;

-- Entrants declared before they had a number, by their identity paper.
CREATE TABLE unnumbered_lines (
  cin TEXT NOT NULL,
  month BIGINT NOT NULL,
  employer BIGINT NOT NULL,
  category BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  line BIGINT NOT NULL,
  name TEXT NOT NULL,
  days BIGINT NOT NULL,
  salary BIGINT NOT NULL,
  capped_salary BIGINT NOT NULL,
  PRIMARY KEY (cin, month, employer, category, sequence, line)
) WITHOUT ROWID;
