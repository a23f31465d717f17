-- One token ends.
UPDATE access_token SET ended_at = $2 WHERE token = $1 AND ended_at IS NULL
