-- One chain with everything that verifying compares.
SELECT sequence, id, kind, occurred_first, occurred_last, recorded_at, supersedes, body, previous_hash, hash
FROM fact WHERE organisation = $1 ORDER BY sequence
