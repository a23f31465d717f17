-- What nobody has answered in time.
DELETE FROM challenge WHERE until_at <= $1
