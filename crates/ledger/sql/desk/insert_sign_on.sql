-- Joins somebody whom a sign-on knows to an account, unless either is joined already.
INSERT INTO sign_on (issuer, subject, account, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
