-- What it was brought for is done, or given up.
DELETE FROM upload WHERE organisation = $1 AND account = $2 AND digest = $3 AND purpose = $4
