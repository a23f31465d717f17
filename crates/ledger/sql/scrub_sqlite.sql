-- After erasing: the write-ahead log still holds the page with the key; fold it in and empty it.
-- The database page itself was overwritten, because connections run with secure_delete.
PRAGMA wal_checkpoint(TRUNCATE)
