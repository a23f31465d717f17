-- Another secret of one-time codes, or none. The step is that of the code which showed that the secret arrived.
UPDATE account SET totp = $2, totp_step = $3 WHERE id = $1
