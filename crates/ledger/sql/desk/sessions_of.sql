-- Somebody's sessions that go on, the latest first.
SELECT token, account, begun_at, seen_at, ended_at, device, how FROM session
WHERE account = $1 AND ended_at IS NULL ORDER BY seen_at DESC, token
