-- Reminders: from above to those below who are behind. What each column is for is said in schema/postgres.sql.

CREATE TABLE reminder (
    organisation TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    overdue BIGINT NOT NULL,
    CONSTRAINT reminder_key PRIMARY KEY (organisation)
);
