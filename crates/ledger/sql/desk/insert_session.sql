-- Somebody signed in.
INSERT INTO session (token, account, begun_at, seen_at, ended_at, device, how) VALUES ($1, $2, $3, $3, NULL, $4, $5)
