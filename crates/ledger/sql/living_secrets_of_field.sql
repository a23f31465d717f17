-- One field of everybody who was not erased, with the key that each entry was encrypted under.
SELECT entry.organisation, entry.person, entry.fact, entry.field, entry.key_id, entry.ciphertext, living.wrapped_key
FROM vault_entry AS entry JOIN vault_key AS living
ON living.organisation = entry.organisation AND living.person = entry.person AND living.key_id = entry.key_id
WHERE entry.field = $1 ORDER BY entry.organisation, entry.person, entry.fact
