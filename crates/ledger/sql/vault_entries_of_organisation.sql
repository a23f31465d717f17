-- All details that an organisation keeps, also those whose key was destroyed.
SELECT person, fact, field, key_id, ciphertext FROM vault_entry WHERE organisation = $1 ORDER BY person, fact, field
