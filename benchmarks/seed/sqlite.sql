-- Ten thousand accounts that nobody uses, and a session for each account whose number is the account's:
-- those of the first accounts are used by the references, whose tokens name them.
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)
INSERT INTO accounts (email, email_key, username, username_key, state, is_admin, created_at)
SELECT 'filler' || n || '@example.com', 'filler' || n || '@example.com', 'filler' || n, 'filler' || n,
       'active', FALSE, strftime('%Y-%m-%d %H:%M:%S', 'now') || '.000000'
FROM numbers;
INSERT INTO sessions (id, account_id, generation, rotations, signed_in_at, expires_at, ends_at)
SELECT id, id, 1, x'', strftime('%Y-%m-%d %H:%M:%S', 'now') || '.000000',
       strftime('%Y-%m-%d %H:%M:%S', 'now', '+1 day') || '.000000',
       strftime('%Y-%m-%d %H:%M:%S', 'now', '+365 days') || '.000000'
FROM accounts;
