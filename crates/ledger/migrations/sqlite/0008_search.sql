-- Searching the records of many organisations. What each column is for is said in schema/sqlite.sql.

CREATE TABLE searchable (
    organisation TEXT NOT NULL,
    number INTEGER NOT NULL,
    length INTEGER NOT NULL,
    rulebook TEXT NOT NULL,
    CONSTRAINT searchable_key PRIMARY KEY (organisation),
    CONSTRAINT searchable_number UNIQUE (number)
) STRICT, WITHOUT ROWID;

CREATE TABLE piece (
    piece INTEGER NOT NULL,
    number INTEGER NOT NULL,
    CONSTRAINT piece_key PRIMARY KEY (piece, number)
) STRICT, WITHOUT ROWID;
