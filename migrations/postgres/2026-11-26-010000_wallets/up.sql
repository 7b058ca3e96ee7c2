-- What an account has. No row is as good as one with zero. Balances and amounts are no larger than what every
-- JSON client reads exactly.
CREATE TABLE wallets (
  account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  balance BIGINT NOT NULL CHECK (balance BETWEEN -9007199254740991 AND 9007199254740991)
) WITH (fillfactor = 80);

-- What moved it: the balance is the sum of these. Nothing changes an entry.
CREATE TABLE ledger_entries (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  amount BIGINT NOT NULL CHECK (amount BETWEEN -9007199254740991 AND 9007199254740991),
  balance_after BIGINT NOT NULL CHECK (balance_after BETWEEN -9007199254740991 AND 9007199254740991),
  -- who moved it; whoever that was may be gone
  actor TEXT NOT NULL CHECK (actor IN ('account', 'service', 'operator')),
  actor_id BIGINT,
  reason TEXT NOT NULL,
  idempotency_key TEXT,
  at TIMESTAMPTZ NOT NULL,
  CHECK ((actor = 'operator') = (actor_id IS NULL))
);
CREATE INDEX ledger_entries_account_id ON ledger_entries (account_id, id);

-- What came of calls that may come again, for a day.
CREATE TABLE idempotency_keys (
  -- 'account:<id>', 'service:<id>' or 'operator'
  caller TEXT COLLATE "C" NOT NULL,
  operation TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  -- the caller once more, if it is an account: what it asked for goes with it
  account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
  -- a digest
  body BYTEA NOT NULL,
  -- set before the transaction that takes the key ends
  outcome TEXT,
  taken_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (caller, operation, key)
);
CREATE INDEX idempotency_keys_account_id ON idempotency_keys (account_id);
CREATE INDEX idempotency_keys_taken_at ON idempotency_keys (taken_at);
