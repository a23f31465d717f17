-- All summaries.
SELECT organisation, length, rulebook, as_of, body FROM summary ORDER BY organisation
