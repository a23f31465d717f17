-- Working papers and what is written on them. What each column is for is said in schema/sqlite.sql.

CREATE TABLE paper (
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT paper_key PRIMARY KEY (organisation, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE paper_entry (
    organisation TEXT NOT NULL,
    paper TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT paper_entry_key PRIMARY KEY (organisation, paper, name),
    CONSTRAINT paper_entry_paper FOREIGN KEY (organisation, paper) REFERENCES paper (organisation, id)
) STRICT, WITHOUT ROWID;
