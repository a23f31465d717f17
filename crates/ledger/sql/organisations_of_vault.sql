-- Every organisation that keeps keys or details.
SELECT organisation FROM vault_key UNION SELECT organisation FROM vault_entry ORDER BY 1
