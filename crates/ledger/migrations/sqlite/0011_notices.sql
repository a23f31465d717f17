-- Telling people what is due, and calendars behind a secret address. What each column is for is said in
-- schema/sqlite.sql.

CREATE TABLE notice_way (
    told TEXT NOT NULL,
    way TEXT NOT NULL,
    sealed BLOB NOT NULL,
    hour INTEGER NOT NULL,
    CONSTRAINT notice_way_key PRIMARY KEY (told, way)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
    told TEXT NOT NULL,
    way TEXT NOT NULL,
    day TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    tries INTEGER NOT NULL,
    again_at INTEGER NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT notice_key PRIMARY KEY (told, way, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar (
    account TEXT NOT NULL,
    token TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    CONSTRAINT calendar_key PRIMARY KEY (account),
    CONSTRAINT calendar_token UNIQUE (token),
    CONSTRAINT calendar_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;
