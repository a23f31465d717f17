-- The whole journal, to be recomputed.
SELECT sequence, body, previous_hash, hash FROM journal ORDER BY sequence
