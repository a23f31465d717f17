-- The first shape. What each table and column is for is said in schema/postgres.sql.

CREATE TABLE meta (
    schema_version BIGINT NOT NULL,
    installation TEXT NOT NULL,
    vault_check BYTEA NOT NULL
);

CREATE TABLE chain (
    organisation TEXT COLLATE "C" NOT NULL,
    length BIGINT NOT NULL CONSTRAINT chain_length_counts CHECK (length >= 0),
    hash TEXT NOT NULL,
    CONSTRAINT chain_key PRIMARY KEY (organisation)
);

CREATE TABLE fact (
    organisation TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL CONSTRAINT fact_sequence_counts CHECK (sequence >= 1),
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    occurred_first TEXT NOT NULL,
    occurred_last TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    supersedes TEXT,
    body TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT fact_key PRIMARY KEY (organisation, sequence),
    CONSTRAINT fact_id UNIQUE (organisation, id)
);

CREATE FUNCTION refuse_fact_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION '台账只增不改：已记录的事实不能修改，请另记一条更正' USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION '台账只增不改：已记录的事实不能删除，请另记一条更正或作废' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER fact_is_never_changed BEFORE UPDATE OR DELETE ON fact
FOR EACH ROW EXECUTE FUNCTION refuse_fact_change();

CREATE TRIGGER fact_is_never_emptied BEFORE TRUNCATE ON fact
FOR EACH STATEMENT EXECUTE FUNCTION refuse_fact_change();

CREATE FUNCTION refuse_chain_retreat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.length >= OLD.length AND NEW.organisation = OLD.organisation THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION '台账只增不改：组织的链头不能后退' USING ERRCODE = 'restrict_violation';
    END IF;
    RAISE EXCEPTION '台账只增不改：组织的链头不能删除' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER chain_never_shrinks BEFORE UPDATE OR DELETE ON chain
FOR EACH ROW EXECUTE FUNCTION refuse_chain_retreat();

CREATE TRIGGER chain_is_never_emptied BEFORE TRUNCATE ON chain
FOR EACH STATEMENT EXECUTE FUNCTION refuse_chain_retreat();

CREATE TABLE vault_key (
    organisation TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    key_id TEXT NOT NULL,
    wrapped_key BYTEA NOT NULL,
    CONSTRAINT vault_key_key PRIMARY KEY (organisation, person)
);

CREATE TABLE vault_entry (
    organisation TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    fact TEXT COLLATE "C" NOT NULL,
    field TEXT NOT NULL,
    key_id TEXT NOT NULL,
    ciphertext BYTEA NOT NULL,
    CONSTRAINT vault_entry_key PRIMARY KEY (organisation, person, fact, field),
    CONSTRAINT vault_entry_fact FOREIGN KEY (organisation, fact) REFERENCES fact (organisation, id)
);
