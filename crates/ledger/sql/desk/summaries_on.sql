-- The summaries of a day.
SELECT organisation, length, rulebook, as_of, body FROM summary WHERE as_of = $1 ORDER BY organisation
