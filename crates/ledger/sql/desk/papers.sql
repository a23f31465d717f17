-- The working papers of an organisation, the one begun first first.
SELECT id, begun_at, body FROM paper WHERE organisation = $1 ORDER BY begun_at, id
