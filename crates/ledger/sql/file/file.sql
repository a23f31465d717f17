-- What is known of a file.
SELECT type, size, name, key FROM file WHERE organisation = $1 AND digest = $2
