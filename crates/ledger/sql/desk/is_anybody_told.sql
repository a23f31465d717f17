-- Whether anybody is told anything.
SELECT 1 FROM webhook WHERE ended_at IS NULL LIMIT 1
