-- The running services of this database. One whose lease is over counts as gone, whatever became of it.
CREATE TABLE instances (
  id BIGINT PRIMARY KEY,
  lease_until TIMESTAMPTZ NOT NULL
);

-- Which accounts have sockets open, and on which of them.
CREATE TABLE connections (
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  instance_id BIGINT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
  -- of the first of its sockets there
  since TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (account_id, instance_id)
);
CREATE INDEX connections_instance_id ON connections (instance_id);

-- When somebody last had a socket open or used a session. No part of accounts: every request reads that row, and
-- this one is written again and again.
CREATE TABLE last_seen (
  account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  seen_at TIMESTAMPTZ NOT NULL
);
