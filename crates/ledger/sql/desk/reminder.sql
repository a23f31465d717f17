-- The last reminder that an organisation got.
SELECT organisation, at, by_whom, overdue FROM reminder WHERE organisation = $1
