-- All that are told something, the earliest first.
SELECT organisation, id, account, address, events, secret, made_at FROM webhook WHERE ended_at IS NULL ORDER BY made_at, id
