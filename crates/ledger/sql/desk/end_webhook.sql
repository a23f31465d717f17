-- An address is told nothing any more.
UPDATE webhook SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL
