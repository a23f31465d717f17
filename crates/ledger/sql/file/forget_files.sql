-- Files that no record names and that nobody has brought for anything. One that was brought again meanwhile is younger.
DELETE FROM file WHERE named = 0 AND kept_at < $1 AND NOT EXISTS (
    SELECT 1 FROM upload WHERE upload.organisation = file.organisation AND upload.digest = file.digest
) RETURNING organisation, digest
