-- Pages, indexes and constraints of the whole file; one row `ok` where nothing is wrong.
PRAGMA integrity_check(20)
