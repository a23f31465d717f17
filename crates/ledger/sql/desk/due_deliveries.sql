-- Messages whose time has come, the earliest first.
SELECT organisation, fact, webhook, record, event, at, tries, next_at, tried_at, answer FROM delivery
WHERE next_at <= $1 ORDER BY next_at, organisation, fact, webhook LIMIT $2
