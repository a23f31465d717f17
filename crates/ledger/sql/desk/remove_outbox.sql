-- Everybody who is to be told has a message.
DELETE FROM outbox WHERE organisation = $1 AND fact = $2
