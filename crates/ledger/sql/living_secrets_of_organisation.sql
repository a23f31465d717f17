-- All details that an organisation keeps of those who were not erased, each with the key it was encrypted under.
SELECT entry.organisation, entry.person, entry.fact, entry.field, entry.key_id, entry.ciphertext, living.wrapped_key
FROM vault_entry AS entry JOIN vault_key AS living
ON living.organisation = entry.organisation AND living.person = entry.person AND living.key_id = entry.key_id
WHERE entry.organisation = $1 ORDER BY entry.person, entry.fact, entry.field
