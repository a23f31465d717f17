-- What was told before a day.
DELETE FROM notice WHERE day < $1
