-- Tokens by which programs come in an account's name. What each column is for is said in schema/sqlite.sql.

CREATE TABLE access_token (
    token TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    how TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    used_at INTEGER,
    ended_at INTEGER,
    CONSTRAINT access_token_key PRIMARY KEY (token),
    CONSTRAINT access_token_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX access_token_of_account ON access_token (account);
