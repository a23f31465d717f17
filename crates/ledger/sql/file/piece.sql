-- One piece of a file.
SELECT ciphertext FROM file_piece WHERE organisation = $1 AND digest = $2 AND number = $3
