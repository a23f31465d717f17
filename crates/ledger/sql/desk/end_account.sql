-- Nobody signs in with it any more. The first end counts.
UPDATE account SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL
