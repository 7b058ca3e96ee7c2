-- Times are text of fixed width in UTC, so that their order is that of time: 2026-11-21 08:30:00.000000
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  email TEXT,
  email_key TEXT,
  email_verified_at TEXT,
  username TEXT,
  username_key TEXT,
  password TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'deactivated')),
  is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
  created_at TEXT NOT NULL,
  CHECK (email IS NOT NULL OR username IS NOT NULL),
  CHECK ((email IS NULL) = (email_key IS NULL)),
  CHECK ((username IS NULL) = (username_key IS NULL))
) STRICT;
-- SQLite checks the index made last first: where both are taken, the email is what is told, as on Postgres.
CREATE UNIQUE INDEX accounts_username_key ON accounts (username_key);
CREATE UNIQUE INDEX accounts_email_key ON accounts (email_key);

-- The id is drawn at random: what is bound to it must not fit another session after a backup was restored.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY NOT NULL,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  acknowledged_at TEXT,
  -- microseconds since 1970, eight bytes each, big endian, oldest first
  rotations BLOB NOT NULL,
  signed_in_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  ended_at TEXT,
  end_reason TEXT,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) STRICT;
CREATE INDEX sessions_account_id ON sessions (account_id);

CREATE TABLE lockouts (
  -- 'account:<id>', or 'name:<digest>' for a name that nobody has
  login_key TEXT NOT NULL,
  -- 'stranger', or a known client as below
  client TEXT NOT NULL,
  failures INTEGER NOT NULL,
  last_failed_at TEXT NOT NULL,
  locked_until TEXT,
  PRIMARY KEY (login_key, client)
) STRICT;
CREATE INDEX lockouts_last_failed_at ON lockouts (last_failed_at);

CREATE TABLE known_clients (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  -- 'address:<network>'
  client TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  PRIMARY KEY (account_id, client)
) STRICT;

-- Entries outlive what they tell of, so nothing here refers to another table.
CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('anyone', 'account', 'operator')),
  actor_id INTEGER,
  account_id INTEGER,
  session_id INTEGER,
  address TEXT
) STRICT;
CREATE INDEX audit_log_account_id ON audit_log (account_id, id);

CREATE TABLE root_secret (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  check_value TEXT NOT NULL
) STRICT;

CREATE TABLE data_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL,
  sealed BLOB NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
