-- All heads, in the order of the organisations' ids.
SELECT organisation, length, hash FROM chain ORDER BY organisation
