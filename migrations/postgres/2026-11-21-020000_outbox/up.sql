-- Mail on its way, and for a while what became of it.
CREATE TABLE outbox (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message_id TEXT NOT NULL,
  account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
  recipient TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- the text, until it is known that it will not be sent (again)
  sealed BYTEA,
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'failed')),
  attempts BIGINT NOT NULL,
  queued_at TIMESTAMPTZ NOT NULL,
  -- when it may be leased: at once, after a pause, or when a lease has ended
  due_at TIMESTAMPTZ NOT NULL,
  gives_up_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ,
  -- why it was not sent the last time
  reason TEXT,
  CHECK ((state = 'pending') = (sealed IS NOT NULL)),
  CHECK ((state = 'pending') = (ended_at IS NULL))
);
CREATE INDEX outbox_due_at ON outbox (due_at) WHERE state = 'pending';
CREATE INDEX outbox_failed ON outbox (ended_at) WHERE state = 'failed';
CREATE INDEX outbox_ended_at ON outbox (ended_at);
CREATE INDEX outbox_account_id ON outbox (account_id);

CREATE TABLE notice_budgets (
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  kind TEXT COLLATE "C" NOT NULL,
  began_at TIMESTAMPTZ NOT NULL,
  spent BIGINT NOT NULL,
  PRIMARY KEY (account_id, kind)
);
