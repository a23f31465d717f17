-- The seats of an account.
SELECT organisation, account, role, from_day, until_day FROM seat WHERE account = $1 ORDER BY organisation, role
