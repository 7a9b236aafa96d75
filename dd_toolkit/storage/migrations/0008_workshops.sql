-- A room that answers together. What is asked is frozen when it opens: plan is JSON
-- (core.workshop), so that a change of files touches no workshop under way.
--
-- state: prepared, open, ended. pace: trainer, or free. revision counts what phones and
-- the projector must hear of: they poll with the one they know.
CREATE TABLE workshop (
    id TEXT PRIMARY KEY,
    trainer_id TEXT NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    plan TEXT NOT NULL,
    pace TEXT NOT NULL,
    state TEXT NOT NULL,
    code TEXT UNIQUE,
    step BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    next_steps TEXT NOT NULL,
    created_at TEXT NOT NULL,
    opened_at TEXT,
    ended_at TEXT,
    rehearsal_at TEXT
);

CREATE INDEX workshop_trainer ON workshop (trainer_id);

-- A step that was opened: questions of the plan by their number. published: JSON, the
-- distribution that may be shown; it takes late answers up in groups of five or more.
CREATE TABLE workshop_step (
    workshop_id TEXT NOT NULL REFERENCES workshop (id),
    number BIGINT NOT NULL,
    opened_at TEXT,
    closed_at TEXT,
    shown_at TEXT,
    answered BIGINT NOT NULL,
    published_answers BIGINT NOT NULL,
    published TEXT NOT NULL,
    PRIMARY KEY (workshop_id, number)
);

-- A phone in the room: no name, no account, no address. Only its secret's hash is kept.
CREATE TABLE participant (
    id TEXT PRIMARY KEY,
    workshop_id TEXT NOT NULL REFERENCES workshop (id),
    secret_sha256 TEXT NOT NULL UNIQUE,
    simulated_at TEXT,
    joined_at TEXT NOT NULL
);

CREATE INDEX participant_workshop ON participant (workshop_id);

-- counted_in: the batch of the distribution that took it up; NULL: not yet, and only
-- until then may it be changed.
CREATE TABLE workshop_answer (
    workshop_id TEXT NOT NULL REFERENCES workshop (id),
    number BIGINT NOT NULL,
    participant_id TEXT NOT NULL REFERENCES participant (id),
    chosen TEXT NOT NULL,
    counted_in BIGINT,
    PRIMARY KEY (workshop_id, number, participant_id)
);

-- Names for certificates, typed by whoever wants one. Nothing leads from a name to a
-- participant: a phone finds its own by the hash of another secret.
CREATE TABLE certificate (
    id TEXT PRIMARY KEY,
    workshop_id TEXT NOT NULL REFERENCES workshop (id),
    secret_sha256 TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    asked_on TEXT NOT NULL
);

CREATE INDEX certificate_workshop ON certificate (workshop_id);
