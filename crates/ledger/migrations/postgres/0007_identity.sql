-- More ways to show who one is: one-time codes, recovery codes, passkeys, a company's own sign-on; and what is asked of
-- somebody before it is answered. What each column is for is said in schema/postgres.sql.

ALTER TABLE account ADD COLUMN totp_step BIGINT;

ALTER TABLE session ADD COLUMN how TEXT NOT NULL DEFAULT 'password';

CREATE TABLE recovery_code (
    account TEXT NOT NULL,
    hash TEXT NOT NULL,
    used_at BIGINT,
    CONSTRAINT recovery_code_key PRIMARY KEY (account, hash),
    CONSTRAINT recovery_code_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE TABLE passkey (
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    CONSTRAINT passkey_key PRIMARY KEY (id),
    CONSTRAINT passkey_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE INDEX passkey_of_account ON passkey (account);

CREATE TABLE sign_on (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    CONSTRAINT sign_on_key PRIMARY KEY (issuer, subject),
    CONSTRAINT sign_on_of_account UNIQUE (account, issuer),
    CONSTRAINT sign_on_account FOREIGN KEY (account) REFERENCES account (id)
);

CREATE TABLE challenge (
    token TEXT NOT NULL,
    purpose TEXT NOT NULL,
    account TEXT,
    body TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    CONSTRAINT challenge_key PRIMARY KEY (token)
);
