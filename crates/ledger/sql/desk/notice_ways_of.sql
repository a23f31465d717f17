-- By which ways somebody is told.
SELECT told, way, sealed, hour FROM notice_way WHERE told = $1 ORDER BY way
