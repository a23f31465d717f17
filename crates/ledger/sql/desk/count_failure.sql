-- One more wrong password. Counted in the database, so that many at once are counted as many.
UPDATE account SET failures = failures + 1 WHERE id = $1 RETURNING failures
