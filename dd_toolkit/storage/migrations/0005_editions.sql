-- The code under which anybody may ask about a submission; NULL for results stored
-- before there were codes.
ALTER TABLE result ADD COLUMN code TEXT;

CREATE UNIQUE INDEX result_code ON result (code);

CREATE INDEX result_answers ON result (answers_sha256);

-- SHA-256 of the finished PDF, so that a file is known again without being opened.
ALTER TABLE report ADD COLUMN pdf_sha256 TEXT;

CREATE INDEX report_pdf_sha256 ON report (pdf_sha256);

-- An assessment submitted before can be opened again as a new edition, once.
ALTER TABLE assessment ADD COLUMN replaces_id TEXT REFERENCES assessment (id);

ALTER TABLE assessment ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;

CREATE UNIQUE INDEX assessment_replaces ON assessment (replaces_id);

-- The assessment of the year before, which this one began from.
ALTER TABLE assessment ADD COLUMN starts_from_id TEXT REFERENCES assessment (id);

CREATE INDEX assessment_starts_from ON assessment (starts_from_id);
