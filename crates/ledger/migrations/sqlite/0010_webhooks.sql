-- Who is told what was written, over the network: addresses, what is still to be sent out, and what came of it. What each
-- column is for is said in schema/sqlite.sql.

CREATE TABLE webhook (
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    address TEXT NOT NULL,
    events TEXT NOT NULL,
    secret BLOB NOT NULL,
    made_at INTEGER NOT NULL,
    ended_at INTEGER,
    CONSTRAINT webhook_key PRIMARY KEY (organisation, id),
    CONSTRAINT webhook_account FOREIGN KEY (account) REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX webhook_of_account ON webhook (account);

CREATE TABLE outbox (
    organisation TEXT NOT NULL,
    fact TEXT NOT NULL,
    record TEXT NOT NULL,
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    CONSTRAINT outbox_key PRIMARY KEY (organisation, fact)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    organisation TEXT NOT NULL,
    fact TEXT NOT NULL,
    webhook TEXT NOT NULL,
    record TEXT NOT NULL,
    event TEXT NOT NULL,
    at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    next_at INTEGER,
    tried_at INTEGER,
    answer TEXT NOT NULL,
    CONSTRAINT delivery_key PRIMARY KEY (organisation, fact, webhook)
) STRICT, WITHOUT ROWID;

CREATE INDEX delivery_next ON delivery (next_at);

CREATE INDEX delivery_of_webhook ON delivery (webhook, at);
