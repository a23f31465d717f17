-- It was sent, and this came of it.
UPDATE delivery SET tries = tries + 1, tried_at = $4, answer = $5, next_at = $6
WHERE organisation = $1 AND fact = $2 AND webhook = $3
