-- A way that somebody wants no more.
DELETE FROM notice_way WHERE told = $1 AND way = $2
