-- After a migration has run, in the same transaction.
UPDATE meta SET schema_version = $1
