-- The secret of a calendar, in the place of the one before.
INSERT INTO calendar (account, token, made_at) VALUES ($1, $2, $3)
ON CONFLICT (account) DO UPDATE SET token = excluded.token, made_at = excluded.made_at
