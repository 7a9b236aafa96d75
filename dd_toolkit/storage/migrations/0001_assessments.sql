-- Ids are text made in Python; moments are ISO 8601 in UTC; NULL means "not yet".

CREATE TABLE questionnaire (
    sha256 TEXT PRIMARY KEY,
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    stored_at TEXT NOT NULL
);

CREATE TABLE assessment (
    id TEXT PRIMARY KEY,
    questionnaire_sha256 TEXT NOT NULL REFERENCES questionnaire (sha256),
    name TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    submitted_at TEXT
);

-- History: a row is never changed; the newest of a question is its answer.
CREATE TABLE answer (
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    revision BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    given TEXT NOT NULL,
    through TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    PRIMARY KEY (assessment_id, revision, question_id)
);

CREATE TABLE result (
    assessment_id TEXT PRIMARY KEY REFERENCES assessment (id),
    method TEXT NOT NULL,
    answers_sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    stored_at TEXT NOT NULL
);

-- A PDF that somebody asked for; it is also the queue that the worker takes from.
CREATE TABLE report (
    id TEXT PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    kind TEXT NOT NULL,
    locale TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    requested_at TEXT NOT NULL,
    claimed_at TEXT,
    finished_at TEXT,
    failed_at TEXT,
    pdf BYTEA,
    UNIQUE (assessment_id, kind, locale)
);

CREATE INDEX report_waiting ON report (requested_at)
WHERE finished_at IS NULL AND failed_at IS NULL;

-- A browser that somebody uses; only the hash of its secret is kept.
CREATE TABLE visit (
    secret_sha256 TEXT PRIMARY KEY,
    began_at TEXT NOT NULL,
    ended_at TEXT
);

CREATE TABLE visit_assessment (
    secret_sha256 TEXT NOT NULL REFERENCES visit (secret_sha256),
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    opened_at TEXT NOT NULL,
    PRIMARY KEY (secret_sha256, assessment_id)
);
