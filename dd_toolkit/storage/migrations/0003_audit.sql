-- Who did what. An entry carries the hash of the one before, so that none can be
-- changed, removed or put in between without being seen.
CREATE TABLE audit_entry (
    number BIGINT NOT NULL PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL
);

-- One row: the last entry. Who appends changes it first, and so holds its lock.
CREATE TABLE audit_head (
    name TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    sha256 TEXT NOT NULL
);

INSERT INTO audit_head (name, number, sha256) VALUES ('audit', 0, '');
