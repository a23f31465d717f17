-- The last summary of each organisation.
SELECT organisation, length, rulebook, as_of, body FROM summary
WHERE as_of = (SELECT max(other.as_of) FROM summary AS other WHERE other.organisation = summary.organisation)
ORDER BY organisation
