-- A session by the hash of its token.
SELECT token, account, begun_at, seen_at, ended_at, device, how FROM session WHERE token = $1
