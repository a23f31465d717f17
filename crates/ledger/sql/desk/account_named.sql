-- The account with which somebody signs in.
SELECT id, name, password, totp, organisation, person, made_at, ended_at, failures, locked_until, totp_step,
    given_until
FROM account WHERE name = $1
