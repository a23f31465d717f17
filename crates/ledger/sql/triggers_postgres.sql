-- The triggers that are there and switched on.
SELECT trigger.tgname::text FROM pg_trigger AS trigger JOIN pg_class AS class ON class.oid = trigger.tgrelid
WHERE NOT trigger.tgisinternal AND trigger.tgenabled <> 'D' AND class.relnamespace = current_schema()::regnamespace
