-- The triggers that are there, with the text by which each was made.
SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'
