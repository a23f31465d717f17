-- The names of the tables in the schema where a ledger would be made.
SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()
