-- Times are microseconds since 1970 in UTC, authors are pseudonyms, ids are Discord's numbers.

PRAGMA application_id = 1349479538; -- "Polr": so that a restore, and `file`, can tell what this is

CREATE TABLE migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
) STRICT;

CREATE TABLE servers (
    server INTEGER PRIMARY KEY,
    settings TEXT NOT NULL -- JSON; a setting that is missing has its default, so a new one needs no migration
) STRICT;

CREATE TABLE remembered (
    question INTEGER NOT NULL,
    server INTEGER,
    channel INTEGER NOT NULL,
    text TEXT,
    author TEXT NOT NULL,
    outcome TEXT NOT NULL,
    article TEXT,
    version TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (question, author)
) STRICT, WITHOUT ROWID;

CREATE INDEX remembered_at ON remembered (at);

CREATE TABLE feedback (
    id INTEGER PRIMARY KEY,
    reply INTEGER NOT NULL,
    server INTEGER,
    article TEXT NOT NULL,
    helpful INTEGER NOT NULL CHECK (helpful IN (0, 1)),
    author TEXT, -- NULL once the retention has passed
    version TEXT NOT NULL,
    at INTEGER NOT NULL,
    meant TEXT,
    UNIQUE (reply, author)
) STRICT;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    server INTEGER,
    who INTEGER NOT NULL, -- 0 where that person had their data deleted
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE taught (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: the button that undoes a lesson must not undo another
    kind TEXT NOT NULL CHECK (kind IN ('phrasing', 'declined', 'synonym')),
    article TEXT,
    text TEXT NOT NULL,
    who INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE askings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    server INTEGER NOT NULL,
    text TEXT,
    message INTEGER,
    taken_by INTEGER,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE asking_people (
    asking INTEGER NOT NULL REFERENCES askings (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    PRIMARY KEY (asking, author)
) STRICT, WITHOUT ROWID;

CREATE TABLE claims (
    question INTEGER PRIMARY KEY,
    process TEXT NOT NULL
) STRICT;

CREATE TABLE pseudonym_keys (
    month TEXT PRIMARY KEY,
    key BLOB NOT NULL
) STRICT;

CREATE TABLE named_values (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
