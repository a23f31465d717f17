-- Until when a password that somebody else gave may be used, to set an own one. What each column is for is said in
-- schema/sqlite.sql.

ALTER TABLE account ADD COLUMN given_until INTEGER;
