-- Other words about what a working paper is about.
UPDATE paper SET body = $3 WHERE organisation = $1 AND id = $2
