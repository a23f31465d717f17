-- All seats.
SELECT organisation, account, role, from_day, until_day FROM seat ORDER BY account, organisation, role
