-- Every organisation that a fact or a head speaks of, so that facts without a head are found too.
SELECT organisation FROM chain UNION SELECT organisation FROM fact ORDER BY 1
