-- All of somebody's passkeys are taken away.
DELETE FROM passkey WHERE account = $1
