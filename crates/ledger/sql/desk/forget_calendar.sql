-- A calendar that its owner wants no more.
DELETE FROM calendar WHERE account = $1
