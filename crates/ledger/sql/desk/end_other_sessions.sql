-- All sessions of an account end but one.
UPDATE session SET ended_at = $3 WHERE account = $1 AND token <> $2 AND ended_at IS NULL
