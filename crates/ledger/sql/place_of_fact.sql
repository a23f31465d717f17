-- Where a fact stands, if it does.
SELECT sequence FROM fact WHERE organisation = $1 AND id = $2
