-- The journal. What each column is for is said in schema/sqlite.sql; the program writes its first row.

CREATE TABLE journal (
    sequence INTEGER NOT NULL CONSTRAINT journal_sequence_counts CHECK (sequence >= 1),
    body TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX journal_order ON journal (sequence);

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：流水不能修改');
END;

CREATE TRIGGER journal_is_never_removed BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, '台账只增不改：流水不能删除');
END;
