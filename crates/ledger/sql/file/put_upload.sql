-- Somebody brought a file for something, perhaps once more.
INSERT INTO upload (organisation, account, digest, purpose, brought_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (organisation, account, digest, purpose) DO UPDATE SET brought_at = excluded.brought_at
