-- A file, or the one that is there already: brought again it is not forgotten so soon. Its key tells which it is.
INSERT INTO file (organisation, digest, type, size, name, key, kept_at, named) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
ON CONFLICT (organisation, digest) DO UPDATE SET kept_at = excluded.kept_at RETURNING key
