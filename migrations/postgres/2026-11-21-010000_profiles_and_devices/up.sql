ALTER TABLE accounts ADD COLUMN first_name TEXT;
ALTER TABLE accounts ADD COLUMN last_name TEXT;
-- counted on with each change of what an account shows of itself
ALTER TABLE accounts ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;

-- Beside the accounts and not in them: it may be long, and few requests want it.
CREATE TABLE app_data (
  account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  -- JSON, as an app wrote it
  public_data TEXT,
  private_data TEXT
);

-- The defaults are for sessions opened before: they were signed in to when they were opened.
ALTER TABLE sessions ADD COLUMN opened_at TIMESTAMPTZ NOT NULL DEFAULT now();
ALTER TABLE sessions ADD COLUMN renewed_at TIMESTAMPTZ NOT NULL DEFAULT now();
-- in seconds
ALTER TABLE sessions ADD COLUMN renewed_for BIGINT NOT NULL DEFAULT 86400;
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN agent TEXT;
UPDATE sessions SET opened_at = signed_in_at, renewed_at = signed_in_at;

-- What one account did to another, for when the first is deleted.
CREATE INDEX audit_log_actor_id ON audit_log (actor_id) WHERE actor_id <> account_id;
