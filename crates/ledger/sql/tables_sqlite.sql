-- Whether a ledger, something else or nothing is in this file: the names of its tables.
SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
