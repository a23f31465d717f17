-- Something is asked of somebody.
INSERT INTO challenge (token, purpose, account, body, until_at) VALUES ($1, $2, $3, $4, $5)
