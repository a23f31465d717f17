-- Whether there is anything to forget.
SELECT COUNT(*) FROM upload WHERE purpose = $1 AND brought_at < $2
