-- What somebody was last told by a way.
SELECT day, at, outcome, tries, detail FROM notice WHERE told = $1 AND way = $2 ORDER BY day DESC LIMIT 1
