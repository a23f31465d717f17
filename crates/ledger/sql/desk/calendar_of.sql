-- Whose calendar a secret opens.
SELECT account FROM calendar WHERE token = $1
