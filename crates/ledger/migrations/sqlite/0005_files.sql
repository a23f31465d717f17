-- Files that belong to records. What each column is for is said in schema/sqlite.sql.

CREATE TABLE file (
    organisation TEXT NOT NULL,
    digest TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    name BLOB,
    key BLOB,
    kept_at INTEGER NOT NULL,
    named INTEGER NOT NULL,
    CONSTRAINT file_key PRIMARY KEY (organisation, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_piece (
    organisation TEXT NOT NULL,
    digest TEXT NOT NULL,
    number INTEGER NOT NULL,
    ciphertext BLOB NOT NULL,
    CONSTRAINT file_piece_key PRIMARY KEY (organisation, digest, number)
) STRICT;

CREATE TABLE upload (
    organisation TEXT NOT NULL,
    account TEXT NOT NULL,
    digest TEXT NOT NULL,
    purpose TEXT NOT NULL,
    brought_at INTEGER NOT NULL,
    CONSTRAINT upload_key PRIMARY KEY (organisation, account, digest, purpose)
) STRICT, WITHOUT ROWID;
