-- Written once, when a ledger is made.
INSERT INTO meta (schema_version, installation, vault_check) VALUES ($1, $2, $3)
