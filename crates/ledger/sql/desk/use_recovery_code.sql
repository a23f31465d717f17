-- A recovery code is used. Two at one moment find one row.
UPDATE recovery_code SET used_at = $3 WHERE account = $1 AND hash = $2 AND used_at IS NULL
