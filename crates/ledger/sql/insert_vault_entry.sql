-- One detail, encrypted. There is no statement that changes one.
INSERT INTO vault_entry (organisation, person, fact, field, key_id, ciphertext) VALUES ($1, $2, $3, $4, $5, $6)
