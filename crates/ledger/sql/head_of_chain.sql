-- One head.
SELECT length, hash FROM chain WHERE organisation = $1
