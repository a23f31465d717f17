-- After erasing: the deleted row is still in its page until this has run.
VACUUM vault_key
