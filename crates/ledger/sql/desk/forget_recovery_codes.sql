-- Nobody has a recovery code any more.
DELETE FROM recovery_code WHERE account = $1
