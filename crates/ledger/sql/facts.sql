-- One chain, in its order.
SELECT organisation, body FROM fact WHERE organisation = $1 ORDER BY sequence
