-- An address is told from now on.
INSERT INTO webhook (organisation, id, account, address, events, secret, made_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)
