-- What was asked and can still be answered.
SELECT account, body FROM challenge WHERE token = $1 AND purpose = $2 AND until_at > $3
