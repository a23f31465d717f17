-- Whose records can be searched, and up to where.
SELECT organisation, number, length, rulebook FROM searchable
