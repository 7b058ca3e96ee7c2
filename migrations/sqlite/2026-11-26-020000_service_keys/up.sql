-- Keys by which other back ends act.
CREATE TABLE service_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  -- of the secret, which is shown once and not kept
  digest TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  -- words with a space between two
  scopes TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_used_at TEXT,
  revoked_at TEXT
) STRICT;

-- What something was done to that is neither an account nor a session.
ALTER TABLE audit_log ADD COLUMN subject_id INTEGER;
