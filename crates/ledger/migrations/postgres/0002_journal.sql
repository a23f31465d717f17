-- The journal. What each column is for is said in schema/postgres.sql; the program writes its first row.

CREATE TABLE journal (
    sequence BIGINT NOT NULL CONSTRAINT journal_sequence_counts CHECK (sequence >= 1),
    body TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE INDEX journal_order ON journal (sequence);

CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '台账只增不改：流水不能修改或删除' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();

CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();
