-- A code is used: never again one of its step or of an earlier one. Two at one moment find one row.
UPDATE account SET totp_step = $2 WHERE id = $1 AND (totp_step IS NULL OR totp_step < $2)
