-- Reminders: from above to those below who are behind. What each column is for is said in schema/sqlite.sql.

CREATE TABLE reminder (
    organisation TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    overdue INTEGER NOT NULL,
    CONSTRAINT reminder_key PRIMARY KEY (organisation)
) STRICT, WITHOUT ROWID;
