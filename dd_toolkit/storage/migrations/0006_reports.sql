-- A report may be of anything that its kind says: an assessment, a review, a workshop.
-- Neither engine lets go of a reference in place, so the table is made anew.
CREATE TABLE report_of_any (
    id TEXT PRIMARY KEY,
    subject_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    requested_at TEXT NOT NULL,
    claimed_at TEXT,
    finished_at TEXT,
    failed_at TEXT,
    pdf BYTEA,
    pdf_sha256 TEXT,
    UNIQUE (subject_id, kind, locale)
);

INSERT INTO report_of_any
    (id, subject_id, kind, locale, attempts, requested_at, claimed_at, finished_at,
     failed_at, pdf, pdf_sha256)
SELECT id, assessment_id, kind, locale, attempts, requested_at, claimed_at, finished_at,
       failed_at, pdf, pdf_sha256
FROM report;

DROP TABLE report;

ALTER TABLE report_of_any RENAME TO report;

CREATE INDEX report_waiting ON report (requested_at)
WHERE finished_at IS NULL AND failed_at IS NULL;

CREATE INDEX report_pdf_sha256 ON report (pdf_sha256);
