-- What became of telling somebody.
UPDATE notice SET outcome = $4, detail = $5, again_at = $6 WHERE told = $1 AND way = $2 AND day = $3
