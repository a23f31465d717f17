-- The last entries before a moment, the latest first.
SELECT at, account, organisation, what, detail FROM desk_log WHERE at < $1 ORDER BY at DESC LIMIT $2
