-- Tokens by which programs come in an account's name. What each column is for is said in schema/postgres.sql.

CREATE TABLE access_token (
    token TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    how TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    used_at BIGINT,
    ended_at BIGINT,
    CONSTRAINT access_token_key PRIMARY KEY (token),
    CONSTRAINT access_token_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE INDEX access_token_of_account ON access_token (account);
