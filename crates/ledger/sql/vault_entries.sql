-- All details of a person in an organisation.
SELECT fact, field, key_id, ciphertext FROM vault_entry WHERE organisation = $1 AND person = $2 ORDER BY fact, field
