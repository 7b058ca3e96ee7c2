-- The picture of an account: the name of its file in the media store, below avatars/<account>/.
CREATE TABLE avatars (
  account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  file_name TEXT NOT NULL,
  changed_at TIMESTAMPTZ NOT NULL
);

-- Files of the media store that are to be removed: written with the work by which they lose their place, and before
-- they get one.
CREATE TABLE discarded_files (
  path TEXT PRIMARY KEY,
  due_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX discarded_files_due_at ON discarded_files (due_at);
