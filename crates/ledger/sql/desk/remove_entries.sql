-- Everything that stands on a working paper.
DELETE FROM paper_entry WHERE organisation = $1 AND paper = $2
