-- A new random key for a person, wrapped by the master key.
INSERT INTO vault_key (organisation, person, key_id, wrapped_key) VALUES ($1, $2, $3, $4)
