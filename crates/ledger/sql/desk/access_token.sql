-- A token by its hash.
SELECT token, account, name, scopes, how, made_at, until_at, used_at, ended_at FROM access_token WHERE token = $1
