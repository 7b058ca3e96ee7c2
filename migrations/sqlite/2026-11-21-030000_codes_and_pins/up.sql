ALTER TABLE accounts ADD COLUMN locale TEXT;
ALTER TABLE accounts ADD COLUMN terms_accepted_at TEXT;
CREATE INDEX accounts_pending ON accounts (created_at) WHERE state = 'pending';

-- Codes that were mailed and not used yet; using one removes it.
CREATE TABLE codes (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  purpose TEXT NOT NULL,
  -- who asked for it, as in lockouts
  client TEXT NOT NULL,
  -- a hash with a key that is not in this database
  digest BLOB NOT NULL,
  -- the address that it proves
  sent_to TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX codes_account_id ON codes (account_id, purpose);
CREATE INDEX codes_expires_at ON codes (expires_at);

-- How often codes were sent and guessed, whether or not anybody has the address.
CREATE TABLE code_counters (
  -- 'account:<id>', or 'address:<digest>'
  subject TEXT NOT NULL,
  -- a purpose, or 'window' for all of them within an hour
  scope TEXT NOT NULL,
  client TEXT NOT NULL,
  since TEXT,
  mails INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  held_at TEXT NOT NULL,
  PRIMARY KEY (subject, scope, client)
) STRICT;
CREATE INDEX code_counters_held_at ON code_counters (held_at);

-- What lets somebody who proved an email set the first password; using it removes it.
CREATE TABLE flows (
  -- a digest of the token
  token TEXT PRIMARY KEY NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  address TEXT,
  expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX flows_account_id ON flows (account_id);
CREATE INDEX flows_address ON flows (address);

CREATE TABLE pins (
  account_id INTEGER PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  -- bcrypt over a hash with a key that is not in this database
  digest TEXT NOT NULL
) STRICT;
