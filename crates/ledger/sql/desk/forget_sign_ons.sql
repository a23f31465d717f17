-- Whoever was joined to an account is not any more.
DELETE FROM sign_on WHERE account = $1
