-- In whose chain a fact stands. No index leads with the id: this is asked for one record at a time, by a person.
SELECT organisation FROM fact WHERE id = $1 ORDER BY organisation LIMIT 1
