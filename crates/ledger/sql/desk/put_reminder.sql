-- The last reminder in the place of an earlier one.
INSERT INTO reminder (organisation, at, by_whom, overdue) VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation) DO UPDATE SET at = excluded.at, by_whom = excluded.by_whom, overdue = excluded.overdue
WHERE reminder.at < $5
