-- A working paper; one that is there already stays as it is.
INSERT INTO paper (organisation, id, begun_at, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
