-- Somebody did something.
INSERT INTO desk_log (at, account, organisation, what, detail) VALUES ($1, $2, $3, $4, $5)
