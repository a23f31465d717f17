-- Files that belong to records. What each column is for is said in schema/postgres.sql.

CREATE TABLE file (
    organisation TEXT NOT NULL,
    digest TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    name BYTEA,
    key BYTEA,
    kept_at BIGINT NOT NULL,
    named BIGINT NOT NULL,
    CONSTRAINT file_key PRIMARY KEY (organisation, digest)
);

CREATE TABLE file_piece (
    organisation TEXT NOT NULL,
    digest TEXT NOT NULL,
    number BIGINT NOT NULL,
    ciphertext BYTEA NOT NULL,
    CONSTRAINT file_piece_key PRIMARY KEY (organisation, digest, number)
);

CREATE TABLE upload (
    organisation TEXT NOT NULL,
    account TEXT NOT NULL,
    digest TEXT NOT NULL,
    purpose TEXT NOT NULL,
    brought_at BIGINT NOT NULL,
    CONSTRAINT upload_key PRIMARY KEY (organisation, account, digest, purpose)
);
