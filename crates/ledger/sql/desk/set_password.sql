-- Another password; what was locked is open again.
UPDATE account SET password = $2, failures = 0, locked_until = NULL WHERE id = $1
