-- Searching the records of many organisations. What each column is for is said in schema/postgres.sql.

CREATE TABLE searchable (
    organisation TEXT NOT NULL,
    number BIGINT NOT NULL,
    length BIGINT NOT NULL,
    rulebook TEXT NOT NULL,
    CONSTRAINT searchable_key PRIMARY KEY (organisation),
    CONSTRAINT searchable_number UNIQUE (number)
);

CREATE TABLE piece (
    piece BIGINT NOT NULL,
    number BIGINT NOT NULL,
    CONSTRAINT piece_key PRIMARY KEY (piece, number)
);
