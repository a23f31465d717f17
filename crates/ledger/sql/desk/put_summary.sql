-- A summary in the place of the one of the same day.
INSERT INTO summary (organisation, length, rulebook, as_of, body) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organisation, as_of) DO UPDATE
SET length = excluded.length, rulebook = excluded.rulebook, body = excluded.body
