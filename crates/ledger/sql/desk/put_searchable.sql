-- Up to where an organisation's records can be searched; a new one gets the next number.
INSERT INTO searchable (organisation, number, length, rulebook)
SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3 FROM searchable WHERE true
ON CONFLICT (organisation) DO UPDATE SET length = excluded.length, rulebook = excluded.rulebook
