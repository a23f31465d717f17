-- A record names it from now on.
UPDATE file SET named = 1 WHERE organisation = $1 AND digest = $2
