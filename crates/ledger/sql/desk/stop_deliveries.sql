-- What was still to be sent to it is not.
UPDATE delivery SET next_at = NULL, answer = $2 WHERE webhook = $1 AND next_at IS NOT NULL
