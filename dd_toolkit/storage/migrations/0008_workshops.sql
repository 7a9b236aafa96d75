-- What a workshop asks and tells, in each language, as JSON (core.workshop). It stands
-- under its own hash and never changes: screens that ask every second do not read it.
CREATE TABLE workshop_plan (
    sha256 TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    stored_at TEXT NOT NULL
);

-- A room that answers together. What is asked is frozen when it opens, so that a change
-- of files touches no workshop under way.
--
-- state: prepared, open, ended. pace: trainer, or free. code: only while it is open.
-- revision counts what phones must hear of: they poll with the one they know. joined:
-- how many phones; it stays when their rows are swept. rehearsal_at: simulated
-- participants may join, and nothing of it is real.
CREATE TABLE workshop (
    id TEXT PRIMARY KEY,
    trainer_id TEXT NOT NULL REFERENCES account (id),
    title TEXT NOT NULL,
    plan_sha256 TEXT NOT NULL REFERENCES workshop_plan (sha256),
    pace TEXT NOT NULL,
    state TEXT NOT NULL,
    code TEXT UNIQUE,
    step BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    joined BIGINT NOT NULL,
    next_steps TEXT NOT NULL,
    created_at TEXT NOT NULL,
    opened_at TEXT,
    ended_at TEXT,
    rehearsal_at TEXT
);

CREATE INDEX workshop_trainer ON workshop (trainer_id);

-- A step that was opened: questions of the plan by their number. answered: how many
-- answers there are; published: JSON, all that may be shown of them, with
-- published_answers of them; it takes late answers up in groups of five or more.
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

-- A phone in the room: no name, no account, no address, no hour. Only its secret's hash
-- is kept.
CREATE TABLE participant (
    id TEXT PRIMARY KEY,
    workshop_id TEXT NOT NULL REFERENCES workshop (id),
    secret_sha256 TEXT NOT NULL UNIQUE,
    simulated_at TEXT,
    joined_on TEXT NOT NULL
);

CREATE INDEX participant_workshop ON participant (workshop_id);

-- counted_in: the batch of the distribution that took it up; NULL: not yet, and only
-- until then may it be changed. No time: it would tell whose it is.
CREATE TABLE workshop_answer (
    workshop_id TEXT NOT NULL REFERENCES workshop (id),
    number BIGINT NOT NULL,
    participant_id TEXT NOT NULL REFERENCES participant (id),
    chosen TEXT NOT NULL,
    counted_in BIGINT,
    PRIMARY KEY (workshop_id, number, participant_id)
);

CREATE INDEX workshop_answer_participant ON workshop_answer (participant_id);

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

-- What the trainer turned the projector to at a step: step, standard, join.
CREATE TABLE workshop_screen (
    workshop_id TEXT PRIMARY KEY REFERENCES workshop (id),
    number BIGINT NOT NULL,
    turned_to TEXT NOT NULL
);
