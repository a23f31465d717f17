-- A working paper without its lines.
DELETE FROM paper WHERE organisation = $1 AND id = $2
