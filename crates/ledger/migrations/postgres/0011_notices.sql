-- Telling people what is due, and calendars behind a secret address. What each column is for is said in
-- schema/postgres.sql.

CREATE TABLE notice_way (
    told TEXT NOT NULL,
    way TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    hour BIGINT NOT NULL,
    CONSTRAINT notice_way_key PRIMARY KEY (told, way)
);

CREATE TABLE notice (
    told TEXT NOT NULL,
    way TEXT NOT NULL,
    day TEXT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    tries BIGINT NOT NULL,
    again_at BIGINT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT notice_key PRIMARY KEY (told, way, day)
);

CREATE TABLE calendar (
    account TEXT NOT NULL,
    token TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT calendar_key PRIMARY KEY (account),
    CONSTRAINT calendar_token UNIQUE (token),
    CONSTRAINT calendar_account FOREIGN KEY (account) REFERENCES account (id)
);
