-- A way of telling somebody, in the place of the same way before.
INSERT INTO notice_way (told, way, sealed, hour) VALUES ($1, $2, $3, $4)
ON CONFLICT (told, way) DO UPDATE SET sealed = excluded.sealed, hour = excluded.hour
