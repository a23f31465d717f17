-- Its owner calls a passkey otherwise.
UPDATE passkey SET name = $3 WHERE account = $1 AND id = $2
