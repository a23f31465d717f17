-- Erases a person in every organisation. What was encrypted under these keys can never be read again.
DELETE FROM vault_key WHERE person = $1
