-- What lets somebody make the first administrator; using one removes them all.
CREATE TABLE setup_links (
  -- a digest of the token
  token TEXT PRIMARY KEY,
  made_at TIMESTAMPTZ NOT NULL
);
