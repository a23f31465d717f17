-- The last messages to one address.
SELECT organisation, fact, webhook, record, event, at, tries, next_at, tried_at, answer FROM delivery
WHERE webhook = $1 ORDER BY at DESC, organisation, fact LIMIT $2
