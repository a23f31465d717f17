-- Somebody signed in with a passkey, which counts how often it was used.
UPDATE passkey SET body = $2, used_at = $3 WHERE id = $1
