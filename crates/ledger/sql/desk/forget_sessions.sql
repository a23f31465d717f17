-- Sessions that nobody used since are of no use to anybody.
DELETE FROM session WHERE seen_at < $1
