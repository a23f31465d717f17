-- INVARIANT (append-only): the only statement of the program that writes to this table.
INSERT INTO journal (sequence, body, previous_hash, hash) VALUES ($1, $2, $3, $4)
