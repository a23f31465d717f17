-- The desk: accounts, seats, sessions, the log of who did what, and summaries. What each column is for is said in
-- schema/sqlite.sql.

CREATE TABLE account (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    password TEXT,
    totp BLOB,
    organisation TEXT,
    person TEXT,
    made_at INTEGER NOT NULL,
    ended_at INTEGER,
    failures INTEGER NOT NULL,
    locked_until INTEGER,
    CONSTRAINT account_key PRIMARY KEY (id),
    CONSTRAINT account_name UNIQUE (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE seat (
    organisation TEXT NOT NULL,
    account TEXT NOT NULL,
    role TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    CONSTRAINT seat_key PRIMARY KEY (organisation, account, role),
    CONSTRAINT seat_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token TEXT NOT NULL,
    account TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    ended_at INTEGER,
    device TEXT NOT NULL,
    CONSTRAINT session_key PRIMARY KEY (token),
    CONSTRAINT session_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_account ON session (account);

CREATE TABLE desk_log (
    at INTEGER NOT NULL,
    account TEXT,
    organisation TEXT,
    what TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX desk_log_order ON desk_log (at);

CREATE TABLE summary (
    organisation TEXT NOT NULL,
    length INTEGER NOT NULL,
    rulebook TEXT NOT NULL,
    as_of TEXT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT summary_key PRIMARY KEY (organisation, as_of)
) STRICT, WITHOUT ROWID;
