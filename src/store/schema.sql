CREATE TABLE projects (project BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- The log. Nothing in it is ever changed, but for texts that are taken out.
CREATE TABLE events (
    project BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    more INTEGER NOT NULL,
    undo TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (project, seq)
) STRICT, WITHOUT ROWID;

-- The four stores beside the log: ballot box, seats, links (with the browsers that hold them), responses.
-- A ballot has no time, and its name is an HMAC: rows lie in no order that tells anything.
CREATE TABLE ballots (
    round BLOB NOT NULL,
    voter BLOB NOT NULL,
    project BLOB NOT NULL,
    revision INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (round, voter)
) STRICT, WITHOUT ROWID;
CREATE INDEX ballots_of_project ON ballots (project);
CREATE TABLE seats (seat BLOB PRIMARY KEY, project BLOB NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX seats_of_project ON seats (project);
CREATE TABLE links (link BLOB PRIMARY KEY, project BLOB NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX links_of_project ON links (project);
CREATE TABLE grants (
    browser BLOB NOT NULL,
    link BLOB NOT NULL,
    project BLOB NOT NULL,
    PRIMARY KEY (browser, link)
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_of_project ON grants (project);
CREATE TABLE responses (
    project BLOB NOT NULL,
    command BLOB NOT NULL,
    body_hash BLOB NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (project, command)
) STRICT, WITHOUT ROWID;

-- Made from the log, and kept so that nothing has to be searched: states now and then, and which
-- project a code, a meeting or a round belongs to.
CREATE TABLE snapshots (project BLOB PRIMARY KEY, seq INTEGER NOT NULL, digest BLOB NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE codes (code TEXT PRIMARY KEY, project BLOB NOT NULL, meeting BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE directory (id BLOB PRIMARY KEY, project BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- What is left of a project that was deleted: that it was there.
CREATE TABLE deletions (project BLOB PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
