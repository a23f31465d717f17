-- One detail.
SELECT key_id, ciphertext FROM vault_entry WHERE organisation = $1 AND person = $2 AND fact = $3 AND field = $4
