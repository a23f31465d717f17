-- When the last fact of all chains was recorded.
SELECT COALESCE(MAX(recorded_at), 0) FROM fact
