-- Codes that complete a sign-up by themselves; whoever shows one does not say whose it is. Using one removes it.
CREATE TABLE sign_up_codes (
  account_id INTEGER PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  -- a hash with a key that is not in this database
  digest BLOB NOT NULL UNIQUE,
  -- from where the sign-up came
  address TEXT,
  expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX sign_up_codes_expires_at ON sign_up_codes (expires_at);
