-- One server sends it, and no other before this moment; the earlier time tells whether somebody was faster.
UPDATE delivery SET next_at = $5 WHERE organisation = $1 AND fact = $2 AND webhook = $3 AND next_at = $4
