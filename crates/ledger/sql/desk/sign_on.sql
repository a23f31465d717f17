-- The account of somebody whom a sign-on knows.
SELECT account FROM sign_on WHERE issuer = $1 AND subject = $2
