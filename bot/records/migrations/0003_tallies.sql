-- How many questions of a server's day (YYYY-MM-DD, in UTC) came in one way and were decided alike: no texts, no people.

CREATE TABLE tallies (
    day TEXT NOT NULL,
    server INTEGER NOT NULL,
    way TEXT NOT NULL,
    decision TEXT NOT NULL,
    about TEXT NOT NULL, -- the article that was quoted first, or the guard that declined
    count INTEGER NOT NULL,
    PRIMARY KEY (server, day, way, decision, about)
) STRICT, WITHOUT ROWID;
