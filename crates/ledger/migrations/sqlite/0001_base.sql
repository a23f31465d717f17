-- The first shape. What each table and column is for is said in schema/sqlite.sql.

CREATE TABLE meta (
    schema_version INTEGER NOT NULL,
    installation TEXT NOT NULL,
    vault_check BLOB NOT NULL
) STRICT;

CREATE TABLE chain (
    organisation TEXT NOT NULL,
    length INTEGER NOT NULL CONSTRAINT chain_length_counts CHECK (length >= 0),
    hash TEXT NOT NULL,
    CONSTRAINT chain_key PRIMARY KEY (organisation)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    organisation TEXT NOT NULL,
    sequence INTEGER NOT NULL CONSTRAINT fact_sequence_counts CHECK (sequence >= 1),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    occurred_first TEXT NOT NULL,
    occurred_last TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    supersedes TEXT,
    body TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT fact_key PRIMARY KEY (organisation, sequence),
    CONSTRAINT fact_id UNIQUE (organisation, id)
) STRICT;

CREATE TRIGGER fact_is_never_changed BEFORE UPDATE ON fact
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：已记录的事实不能修改，请另记一条更正');
END;

CREATE TRIGGER fact_is_never_removed BEFORE DELETE ON fact
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：已记录的事实不能删除，请另记一条更正或作废');
END;

CREATE TRIGGER fact_is_never_replaced BEFORE INSERT ON fact
WHEN EXISTS (SELECT 1 FROM fact WHERE organisation = NEW.organisation AND (sequence = NEW.sequence OR id = NEW.id))
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：同一位置或同一编号的事实已存在，不能替换');
END;

CREATE TRIGGER chain_is_never_removed BEFORE DELETE ON chain
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：组织的链头不能删除');
END;

CREATE TRIGGER chain_never_shrinks BEFORE UPDATE ON chain
WHEN NEW.length < OLD.length OR NEW.organisation <> OLD.organisation
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：组织的链头不能后退');
END;

CREATE TABLE vault_key (
    organisation TEXT NOT NULL,
    person TEXT NOT NULL,
    key_id TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    CONSTRAINT vault_key_key PRIMARY KEY (organisation, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE vault_entry (
    organisation TEXT NOT NULL,
    person TEXT NOT NULL,
    fact TEXT NOT NULL,
    field TEXT NOT NULL,
    key_id TEXT NOT NULL,
    ciphertext BLOB NOT NULL,
    CONSTRAINT vault_entry_key PRIMARY KEY (organisation, person, fact, field),
    CONSTRAINT vault_entry_fact FOREIGN KEY (organisation, fact) REFERENCES fact (organisation, id)
) STRICT, WITHOUT ROWID;
