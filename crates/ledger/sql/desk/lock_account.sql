-- No password is looked at before the moment.
UPDATE account SET locked_until = $2 WHERE id = $1
