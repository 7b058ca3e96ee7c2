-- The picture of an account: the name of its file in the media store, below avatars/<account>/.
CREATE TABLE avatars (
  account_id INTEGER PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  file_name TEXT NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;

-- Files of the media store that are to be removed: written with the work by which they lose their place, and before
-- they get one.
CREATE TABLE discarded_files (
  path TEXT PRIMARY KEY NOT NULL,
  due_at TEXT NOT NULL
) STRICT;
CREATE INDEX discarded_files_due_at ON discarded_files (due_at);
