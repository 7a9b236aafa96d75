-- A file that somebody attached to a question. Its content stands elsewhere, under its
-- SHA-256; the row is written once that is durable. The period is what the file covers,
-- which says nothing about when it was received.
CREATE TABLE evidence (
    id TEXT PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    question_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    period_from TEXT,
    period_to TEXT,
    received_at TEXT NOT NULL,
    received_by TEXT,
    withdrawn_at TEXT
);

CREATE INDEX evidence_of_assessment ON evidence (assessment_id, question_id);

CREATE INDEX evidence_content ON evidence (sha256);

-- "Come back later": a reminder of a person to themselves. It is no part of an answer,
-- so that it changes neither the answers' fingerprint nor a report.
CREATE TABLE bookmark (
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    question_id TEXT NOT NULL,
    set_at TEXT NOT NULL,
    cleared_at TEXT,
    PRIMARY KEY (assessment_id, question_id)
);
