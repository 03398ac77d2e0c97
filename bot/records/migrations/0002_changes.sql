-- What was applied to the content, so that it can be looked at and taken back.

CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    server INTEGER,
    who INTEGER NOT NULL, -- 0 where nobody in chat did it, or that person had their data deleted
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    reason TEXT,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    at INTEGER NOT NULL,
    files TEXT NOT NULL, -- JSON lists: paths, and ids of what was taught and taken back
    taught TEXT NOT NULL,
    forgotten TEXT NOT NULL
) STRICT;

ALTER TABLE taught ADD COLUMN gone INTEGER; -- when it was taken back; until it expires, that can be undone
