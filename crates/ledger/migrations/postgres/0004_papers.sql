-- Working papers and what is written on them. What each column is for is said in schema/postgres.sql.

CREATE TABLE paper (
    organisation TEXT NOT NULL,
    id TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT paper_key PRIMARY KEY (organisation, id)
);

CREATE TABLE paper_entry (
    organisation TEXT NOT NULL,
    paper TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    CONSTRAINT paper_entry_key PRIMARY KEY (organisation, paper, name),
    CONSTRAINT paper_entry_paper FOREIGN KEY (organisation, paper) REFERENCES paper (organisation, id)
);
