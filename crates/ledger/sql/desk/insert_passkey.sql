-- A new passkey, unless it is somebody's already.
INSERT INTO passkey (id, account, name, body, made_at, used_at) VALUES ($1, $2, $3, $4, $5, NULL)
ON CONFLICT (id) DO NOTHING
