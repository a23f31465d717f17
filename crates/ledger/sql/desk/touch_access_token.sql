-- A token was used again.
UPDATE access_token SET used_at = $2 WHERE token = $1
