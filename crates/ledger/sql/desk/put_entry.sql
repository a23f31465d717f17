-- One line of a working paper, in the place of what it said before; none on a paper that is not there any more.
INSERT INTO paper_entry (organisation, paper, name, at, body)
SELECT organisation, id, $3, $4, $5 FROM paper WHERE organisation = $1 AND id = $2
ON CONFLICT (organisation, paper, name) DO UPDATE SET at = excluded.at, body = excluded.body
