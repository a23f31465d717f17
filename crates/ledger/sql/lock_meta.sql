-- Locks the one row until the transaction ends, and says the version as it is then.
-- The update changes nothing: it makes a second program wait that would migrate or write to the journal as well.
UPDATE meta SET schema_version = schema_version RETURNING schema_version
