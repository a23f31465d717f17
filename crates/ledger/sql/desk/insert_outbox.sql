-- Something was written that somebody may have to be told.
INSERT INTO outbox (organisation, fact, record, event, at) VALUES ($1, $2, $3, $4, $5)
