-- One working paper.
SELECT id, begun_at, body FROM paper WHERE organisation = $1 AND id = $2
