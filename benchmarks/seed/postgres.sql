-- Ten thousand accounts that nobody uses, and a session for each account whose number is the account's:
-- those of the first accounts are used by the references, whose tokens name them.
INSERT INTO accounts (email, email_key, username, username_key, state, is_admin, created_at)
SELECT 'filler' || n || '@example.com', 'filler' || n || '@example.com', 'filler' || n, 'filler' || n,
       'active', FALSE, now()
FROM generate_series(1, 10000) AS n;
INSERT INTO sessions (id, account_id, generation, rotations, signed_in_at, expires_at, ends_at)
SELECT id, id, 1, '', now(), now() + interval '1 day', now() + interval '365 days' FROM accounts;
ANALYZE;
