-- Keys by which other back ends act.
CREATE TABLE service_keys (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- of the secret, which is shown once and not kept
  digest TEXT COLLATE "C" NOT NULL CONSTRAINT service_keys_digest UNIQUE,
  name TEXT NOT NULL,
  -- words with a space between two
  scopes TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  last_used_at TIMESTAMPTZ,
  revoked_at TIMESTAMPTZ
);

-- What something was done to that is neither an account nor a session.
ALTER TABLE audit_log ADD COLUMN subject_id BIGINT;
