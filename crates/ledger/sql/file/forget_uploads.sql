-- What it was brought for was not done in time.
DELETE FROM upload WHERE purpose = $1 AND brought_at < $2
