-- A summary in the place of the one before.
INSERT INTO summary (organisation, length, rulebook, as_of, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organisation) DO UPDATE
SET length = excluded.length, rulebook = excluded.rulebook, as_of = excluded.as_of, body = excluded.body
