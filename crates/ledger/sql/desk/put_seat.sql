-- A seat, or other days for it.
INSERT INTO seat (organisation, account, role, from_day, until_day) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organisation, account, role) DO UPDATE SET from_day = excluded.from_day, until_day = excluded.until_day
