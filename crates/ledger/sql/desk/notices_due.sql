-- Who is still to be told on a day, from an hour of it on.
SELECT wanted.told, wanted.way, wanted.sealed, wanted.hour FROM notice_way AS wanted
LEFT JOIN notice AS done ON done.told = wanted.told AND done.way = wanted.way AND done.day = $1
WHERE wanted.hour <= $2 AND (done.told IS NULL OR (done.outcome = 'failed' AND done.again_at <= $3))
ORDER BY wanted.told, wanted.way
