-- People, their organisations, and what a browser that signed in may do.

CREATE TABLE account (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    locale TEXT NOT NULL,
    password_hash TEXT,
    openid_subject TEXT UNIQUE,
    factor_secret TEXT,
    factor_since TEXT,
    factor_last_step BIGINT,
    created_at TEXT NOT NULL,
    disabled_at TEXT,
    erased_at TEXT
);

CREATE TABLE organisation (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    erased_at TEXT
);

CREATE TABLE member (
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    role TEXT NOT NULL,
    joined_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (organisation_id, account_id)
);

CREATE INDEX member_account ON member (account_id);

-- A factory, a farm, a home.
CREATE TABLE site (
    id TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    closed_at TEXT
);

CREATE INDEX site_organisation ON site (organisation_id);

-- NULL organisation: nobody signed in, whoever holds the private link may open it.
ALTER TABLE assessment ADD COLUMN organisation_id TEXT REFERENCES organisation (id);
ALTER TABLE assessment ADD COLUMN site_id TEXT REFERENCES site (id);
ALTER TABLE assessment ADD COLUMN year BIGINT;
ALTER TABLE assessment ADD COLUMN erased_at TEXT;

CREATE INDEX assessment_organisation ON assessment (organisation_id);

-- NULL: given by the holder of the private link.
ALTER TABLE answer ADD COLUMN answered_by TEXT;

-- A section of an assessment that a colleague was asked to answer.
CREATE TABLE duty (
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    section_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    PRIMARY KEY (assessment_id, section_id)
);

ALTER TABLE visit ADD COLUMN account_id TEXT REFERENCES account (id);
ALTER TABLE visit ADD COLUMN seen_at TEXT;
ALTER TABLE visit ADD COLUMN factor_at TEXT;

CREATE INDEX visit_account ON visit (account_id);

-- A code sent by mail; only its hash is kept. It works once, until it expires.
CREATE TABLE mailed_code (
    sha256 TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    organisation_id TEXT REFERENCES organisation (id),
    organisation_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
);

-- Mails to send: the queue that the worker takes from. The body goes when it is sent.
CREATE TABLE mail (
    id TEXT PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    requested_at TEXT NOT NULL,
    claimed_at TEXT,
    finished_at TEXT,
    failed_at TEXT
);

CREATE INDEX mail_waiting ON mail (requested_at)
WHERE finished_at IS NULL AND failed_at IS NULL;

-- How often something was tried in a span of time; the key is a keyed hash.
CREATE TABLE attempt (
    attempt_key TEXT NOT NULL,
    span_began_at TEXT NOT NULL,
    tries BIGINT NOT NULL,
    PRIMARY KEY (attempt_key, span_began_at)
);
