-- What nobody was told of yet, the earliest first.
SELECT organisation, fact, record, event, at FROM outbox ORDER BY at, organisation, fact LIMIT $1
