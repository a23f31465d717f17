-- In whose records a piece stands, in the order of their numbers.
SELECT number FROM piece WHERE piece = $1 ORDER BY number
