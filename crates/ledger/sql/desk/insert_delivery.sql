-- A message to one address; the same one once, whoever makes it.
INSERT INTO delivery (organisation, fact, webhook, record, event, at, tries, next_at, tried_at, answer)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7, NULL, '')
ON CONFLICT (organisation, fact, webhook) DO NOTHING
