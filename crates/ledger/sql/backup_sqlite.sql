-- One moment of the whole database, written anew into a file that is there and empty.
VACUUM INTO ?1
