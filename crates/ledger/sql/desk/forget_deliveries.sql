-- What was taken or given up long ago.
DELETE FROM delivery WHERE next_at IS NULL AND at < $1
