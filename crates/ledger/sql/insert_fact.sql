-- INVARIANT (append-only): the only statement of the program that writes to this table.
INSERT INTO fact (organisation, sequence, id, kind, occurred_first, occurred_last, recorded_at, supersedes,
                  body, previous_hash, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
