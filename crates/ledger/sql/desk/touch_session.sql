-- It was used again.
UPDATE session SET seen_at = $2 WHERE token = $1
