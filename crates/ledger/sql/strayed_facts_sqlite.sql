-- Facts whose own organisation is not the one that their body names. Not by an index, which has a copy of the column.
SELECT sequence, CAST(body AS BLOB) FROM fact NOT INDEXED WHERE instr(CAST(body AS BLOB), CAST(organisation AS BLOB)) = 0
