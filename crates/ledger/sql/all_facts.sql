-- Every chain, in its order.
SELECT organisation, body FROM fact ORDER BY organisation, sequence
