-- A new account, unless the name is taken.
INSERT INTO account (id, name, password, totp, organisation, person, made_at, ended_at, failures, locked_until, given_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 0, NULL, $8)
ON CONFLICT (name) DO NOTHING
