-- The end of the journal, which the next row goes behind. Read under the lock on `meta`.
SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1
