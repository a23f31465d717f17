-- A piece of a file that is new.
INSERT INTO file_piece (organisation, digest, number, ciphertext) VALUES ($1, $2, $3, $4)
