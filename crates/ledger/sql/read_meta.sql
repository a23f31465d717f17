-- What this ledger is; one row.
SELECT schema_version, installation, vault_check FROM meta
