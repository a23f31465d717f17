-- When a calendar got its secret.
SELECT made_at FROM calendar WHERE account = $1
