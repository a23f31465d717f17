-- The living keys of an organisation.
SELECT person, key_id, wrapped_key FROM vault_key WHERE organisation = $1 ORDER BY person
