DROP TABLE pins;
DROP TABLE flows;
DROP TABLE code_counters;
DROP TABLE codes;
DROP INDEX accounts_pending;
ALTER TABLE accounts DROP COLUMN terms_accepted_at;
ALTER TABLE accounts DROP COLUMN locale;
