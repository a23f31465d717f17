-- One session ends. Only its owner's name for it and the account together find it.
UPDATE session SET ended_at = $3 WHERE account = $1 AND token = $2 AND ended_at IS NULL
