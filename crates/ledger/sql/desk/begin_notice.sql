-- Of those who want to tell somebody something on a day one does; what failed is begun again.
INSERT INTO notice (told, way, day, at, outcome, tries, again_at, detail)
VALUES ($1, $2, $3, $4, 'begun', 1, $4, '')
ON CONFLICT (told, way, day) DO UPDATE SET outcome = 'begun', at = excluded.at, tries = notice.tries + 1
WHERE notice.outcome = 'failed' AND notice.again_at <= excluded.at
RETURNING tries
