-- The number of a searchable organisation.
SELECT number FROM searchable WHERE organisation = $1
