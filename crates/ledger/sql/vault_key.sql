-- The living key of a person in an organisation.
SELECT key_id, wrapped_key FROM vault_key WHERE organisation = $1 AND person = $2
