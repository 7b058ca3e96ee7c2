-- Sessions opened before have a pair of tokens.
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'pair'
  CHECK (kind IN ('pair', 'single', 'triple', 'cookie'));
-- a digest of the opaque credential, where the kind has one
ALTER TABLE sessions ADD COLUMN secret BYTEA;
CREATE UNIQUE INDEX sessions_secret ON sessions (secret) WHERE secret IS NOT NULL;
