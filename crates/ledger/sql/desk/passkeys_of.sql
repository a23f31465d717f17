-- Somebody's passkeys, the oldest first.
SELECT id, account, name, body, made_at, used_at FROM passkey WHERE account = $1 ORDER BY made_at, id
