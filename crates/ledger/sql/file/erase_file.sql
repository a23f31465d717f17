-- Destroys the key of a file and its name. That there was one stays.
UPDATE file SET name = NULL, key = NULL WHERE organisation = $1 AND digest = $2 AND key IS NOT NULL
