-- Moves the head to the last fact appended.
UPDATE chain SET length = $2, hash = $3 WHERE organisation = $1
