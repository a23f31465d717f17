-- A program may come in an account's name.
INSERT INTO access_token (token, account, name, scopes, how, made_at, until_at, used_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, NULL)
