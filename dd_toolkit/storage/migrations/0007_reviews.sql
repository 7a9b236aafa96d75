-- An auditor's review of what an employer submitted. It follows the submission through
-- its editions: sent back, the employer corrects in a new edition, and the review goes
-- on with that one. Signed it is frozen; a correction is a new review that names it.
--
-- state: submitted, in-review, sent-back, replying, signed. Every write of the review
-- takes its next revision, so that two auditors never cover each other unseen.
CREATE TABLE review (
    id TEXT PRIMARY KEY,
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    due_on TEXT,
    began_at TEXT,
    times_sent_back BIGINT NOT NULL,
    sent_back_at TEXT,
    reply_days BIGINT NOT NULL,
    findings_sent_at TEXT,
    reply_until TEXT,
    four_eyes_since TEXT,
    agreed_by TEXT,
    agreed_at TEXT,
    agreed_revision BIGINT,
    signed_by TEXT,
    signed_at TEXT,
    corrects_id TEXT REFERENCES review (id),
    reason TEXT NOT NULL
);

CREATE INDEX review_assessment ON review (assessment_id);

-- A signed review is corrected once; the correction can be corrected again.
CREATE UNIQUE INDEX review_corrects ON review (corrects_id);

-- A submission has one review at a time, apart from the signed ones.
CREATE UNIQUE INDEX review_open ON review (assessment_id) WHERE signed_at IS NULL;

-- Which auditors may see a case. part: lead, or second (gives opinions of their own,
-- unseen by the lead until both are there).
CREATE TABLE assignment (
    review_id TEXT NOT NULL REFERENCES review (id),
    account_id TEXT NOT NULL REFERENCES account (id),
    part TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    ended_at TEXT,
    PRIMARY KEY (review_id, account_id)
);

CREATE INDEX assignment_account ON assignment (account_id);

-- A section that one of several auditors checks.
CREATE TABLE review_section (
    review_id TEXT NOT NULL REFERENCES review (id),
    section_id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES account (id),
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    PRIMARY KEY (review_id, section_id)
);

-- History: a row is never changed; the newest of a question and round is its verdict.
-- verdict: confirmed, changed, not-verifiable, or open (taken back). round: 1 the
-- review's, 2 a second auditor's opinion. chosen: JSON list of the verified options.
-- basis: JSON list of documents, workers, management, observation.
CREATE TABLE verdict (
    review_id TEXT NOT NULL REFERENCES review (id),
    revision BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    round BIGINT NOT NULL,
    assessment_id TEXT NOT NULL REFERENCES assessment (id),
    verdict TEXT NOT NULL,
    chosen TEXT NOT NULL,
    finding TEXT NOT NULL,
    required TEXT NOT NULL,
    required_by TEXT,
    basis TEXT NOT NULL,
    through TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at TEXT NOT NULL,
    PRIMARY KEY (review_id, revision, question_id, round)
);

CREATE INDEX verdict_newest ON verdict (review_id, round, question_id, revision);

-- Interviews and observations. kind: workers, management, observation, note.
-- question_id NULL: about the whole case; people NULL: not told how many.
CREATE TABLE field_note (
    id TEXT PRIMARY KEY,
    review_id TEXT NOT NULL REFERENCES review (id),
    question_id TEXT,
    kind TEXT NOT NULL,
    people BIGINT,
    text TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at TEXT NOT NULL,
    withdrawn_at TEXT
);

CREATE INDEX field_note_review ON field_note (review_id);

-- What the employer is asked when a case is sent back, by question and time.
CREATE TABLE review_request (
    review_id TEXT NOT NULL REFERENCES review (id),
    time_number BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    asked TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (review_id, time_number, question_id)
);

-- History: the employer's replies to findings. stance: agrees, disagrees or "".
CREATE TABLE reply (
    review_id TEXT NOT NULL REFERENCES review (id),
    revision BIGINT NOT NULL,
    question_id TEXT NOT NULL,
    stance TEXT NOT NULL,
    text TEXT NOT NULL,
    written_by TEXT NOT NULL,
    written_at TEXT NOT NULL,
    PRIMARY KEY (review_id, revision, question_id)
);

-- What a signed review came to.
CREATE TABLE review_result (
    review_id TEXT PRIMARY KEY REFERENCES review (id),
    method TEXT NOT NULL,
    review_sha256 TEXT NOT NULL,
    document TEXT NOT NULL,
    stored_at TEXT NOT NULL
);

-- Its figures, to compare many: thousandths of a point, 0 to 100000, rounded half up.
-- kind: overall, area, instrument; name: "overall" or the id.
CREATE TABLE review_figure (
    review_id TEXT NOT NULL REFERENCES review (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    declared BIGINT NOT NULL,
    verified BIGINT NOT NULL,
    PRIMARY KEY (review_id, kind, name)
);

-- What the list of cases shows and sorts by; written in the transactions that change
-- it, so that a list of thousands reads no answers.
CREATE TABLE case_line (
    review_id TEXT PRIMARY KEY REFERENCES review (id),
    questionnaire_id TEXT NOT NULL,
    year BIGINT,
    risk BIGINT NOT NULL,
    critical BIGINT NOT NULL,
    signs BIGINT NOT NULL,
    unknown BIGINT NOT NULL,
    not_applicable BIGINT NOT NULL,
    applicable BIGINT NOT NULL,
    evidenced BIGINT NOT NULL,
    contradictions BIGINT NOT NULL,
    fallen BIGINT NOT NULL,
    sector TEXT NOT NULL,
    rating TEXT NOT NULL,
    score BIGINT,
    decided BIGINT NOT NULL,
    findings BIGINT NOT NULL
);

-- The words of findings, notes, requests and replies, normalised (core.searching), to
-- be found on either engine. source: finding, note, request, reply. start: the word's
-- first three letters, because engines do not agree on what lies between two words.
CREATE TABLE case_word (
    review_id TEXT NOT NULL REFERENCES review (id),
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    word TEXT NOT NULL,
    start TEXT NOT NULL,
    PRIMARY KEY (review_id, source, source_id, word)
);

CREATE INDEX case_word_word ON case_word (word, review_id);

CREATE INDEX case_word_start ON case_word (start, review_id, word);

-- A link for a buyer: only the hash of its secret is kept. scope: summary, or all.
CREATE TABLE share (
    id TEXT PRIMARY KEY,
    review_id TEXT NOT NULL REFERENCES review (id),
    secret_sha256 TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL,
    label TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    withdrawn_at TEXT,
    openings BIGINT NOT NULL,
    last_opened_at TEXT
);

CREATE INDEX share_review ON share (review_id);

-- An auditor who was asked by mail to take a case.
ALTER TABLE mailed_code ADD COLUMN review_id TEXT REFERENCES review (id);

-- A review that was brought from another installation, and the hash of what was
-- brought: the same once more changes nothing. Its people are names, not accounts;
-- part: lead, second, or empty for somebody who was no auditor of it.
CREATE TABLE imported_review (
    review_id TEXT PRIMARY KEY REFERENCES review (id),
    sha256 TEXT NOT NULL,
    imported_at TEXT NOT NULL
);

CREATE TABLE person_elsewhere (
    review_id TEXT NOT NULL REFERENCES review (id),
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    part TEXT NOT NULL,
    PRIMARY KEY (review_id, person_id)
);
