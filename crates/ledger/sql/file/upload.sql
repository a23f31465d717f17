-- When somebody brought a file for something.
SELECT brought_at FROM upload WHERE organisation = $1 AND account = $2 AND digest = $3 AND purpose = $4
