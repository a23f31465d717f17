-- The last fact of a chain, to be held against its head before anything is appended.
SELECT sequence, previous_hash, hash, body FROM fact WHERE organisation = $1 ORDER BY sequence DESC LIMIT 1
