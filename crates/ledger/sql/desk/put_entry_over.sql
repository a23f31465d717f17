-- One line of a working paper, unless it says something else than what was read; none on a paper that is not there.
INSERT INTO paper_entry (organisation, paper, name, at, body)
SELECT organisation, id, $3, $4, $5 FROM paper WHERE organisation = $1 AND id = $2
ON CONFLICT (organisation, paper, name) DO UPDATE SET at = excluded.at, body = excluded.body
WHERE paper_entry.body = $6
