-- What stands on a working paper.
SELECT name, at, body FROM paper_entry WHERE organisation = $1 AND paper = $2 ORDER BY name
