-- The pieces of a file that is forgotten or erased.
DELETE FROM file_piece WHERE organisation = $1 AND digest = $2
