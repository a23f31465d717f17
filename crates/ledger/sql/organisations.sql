-- Those with a chain, in the order of their ids.
SELECT organisation FROM chain WHERE length > 0 ORDER BY organisation
