-- The last entries before a moment, the latest first: as many as fit a page, and all of the moment of the last of them,
-- so that the next page can begin before it.
SELECT at, account, organisation, what, detail FROM desk_log
WHERE at < $1 AND at >= COALESCE((SELECT at FROM desk_log WHERE at < $1 ORDER BY at DESC LIMIT 1 OFFSET $2), 0)
ORDER BY at DESC
