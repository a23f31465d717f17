//! The append-only store: SQLite and PostgreSQL, hash chains, the vault.
