-- Which of 32 ids already stand in a chain. Fewer are asked for by repeating the last of them.
SELECT id, body FROM fact
WHERE organisation = $1
  AND id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
             $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
