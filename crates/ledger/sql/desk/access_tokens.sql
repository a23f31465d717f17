-- Everybody's tokens that nobody ended, the latest first.
SELECT token, account, name, scopes, how, made_at, until_at, used_at, ended_at FROM access_token
WHERE ended_at IS NULL ORDER BY made_at DESC, token
