-- What an account has. No row is as good as one with zero. Balances and amounts are no larger than what every
-- JSON client reads exactly.
CREATE TABLE wallets (
  account_id INTEGER PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  balance INTEGER NOT NULL CHECK (balance BETWEEN -9007199254740991 AND 9007199254740991)
) STRICT;

-- What moved it: the balance is the sum of these. Nothing changes an entry.
CREATE TABLE ledger_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  amount INTEGER NOT NULL CHECK (amount BETWEEN -9007199254740991 AND 9007199254740991),
  balance_after INTEGER NOT NULL CHECK (balance_after BETWEEN -9007199254740991 AND 9007199254740991),
  -- who moved it; whoever that was may be gone
  actor TEXT NOT NULL CHECK (actor IN ('account', 'service', 'operator')),
  actor_id INTEGER,
  reason TEXT NOT NULL,
  idempotency_key TEXT,
  at TEXT NOT NULL,
  CHECK ((actor = 'operator') = (actor_id IS NULL))
) STRICT;
CREATE INDEX ledger_entries_account_id ON ledger_entries (account_id, id);

-- What came of calls that may come again, for a day.
CREATE TABLE idempotency_keys (
  -- 'account:<id>', 'service:<id>' or 'operator'
  caller TEXT NOT NULL,
  operation TEXT NOT NULL,
  key TEXT NOT NULL,
  -- the caller once more, if it is an account: what it asked for goes with it
  account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
  -- a digest
  body BLOB NOT NULL,
  -- set before the transaction that takes the key ends
  outcome TEXT,
  taken_at TEXT NOT NULL,
  PRIMARY KEY (caller, operation, key)
) STRICT;
CREATE INDEX idempotency_keys_account_id ON idempotency_keys (account_id);
CREATE INDEX idempotency_keys_taken_at ON idempotency_keys (taken_at);
