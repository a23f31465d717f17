-- Locks an organisation's head until the transaction ends, making it where there is none.
-- The update changes nothing: it is what takes the row's lock in PostgreSQL and the write lock in SQLite.
INSERT INTO chain (organisation, length, hash) VALUES ($1, 0, $2)
ON CONFLICT (organisation) DO UPDATE SET length = chain.length
RETURNING length, hash
