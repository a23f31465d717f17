-- The answer came: it is held against what was asked once, and never again.
DELETE FROM challenge WHERE token = $1 AND purpose = $2 AND until_at > $3 RETURNING account, body
