-- A passkey by its credential.
SELECT id, account, name, body, made_at, used_at FROM passkey WHERE id = $1
