-- One more recovery code.
INSERT INTO recovery_code (account, hash, used_at) VALUES ($1, $2, NULL)
