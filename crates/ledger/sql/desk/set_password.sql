-- Another password, an own one or given until a moment; what was locked is open again.
UPDATE account SET password = $2, given_until = $3, failures = 0, locked_until = NULL WHERE id = $1
