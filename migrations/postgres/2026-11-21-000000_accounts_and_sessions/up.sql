-- Keys are compared byte by byte, as SQLite does, so that both databases order and match them alike.
CREATE TABLE accounts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email TEXT,
  email_key TEXT COLLATE "C" CONSTRAINT accounts_email_key UNIQUE,
  email_verified_at TIMESTAMPTZ,
  username TEXT,
  username_key TEXT COLLATE "C" CONSTRAINT accounts_username_key UNIQUE,
  password TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'deactivated')),
  is_admin BOOLEAN NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  CHECK (email IS NOT NULL OR username IS NOT NULL),
  CHECK ((email IS NULL) = (email_key IS NULL)),
  CHECK ((username IS NULL) = (username_key IS NULL))
);

-- Rotation rewrites a session's row often; the room left in each page keeps that to one page. The id is drawn
-- at random: what is bound to it must not fit another session after a backup was restored.
CREATE TABLE sessions (
  id BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  generation BIGINT NOT NULL,
  acknowledged_at TIMESTAMPTZ,
  -- microseconds since 1970, eight bytes each, big endian, oldest first
  rotations BYTEA NOT NULL,
  signed_in_at TIMESTAMPTZ NOT NULL,
  expires_at TIMESTAMPTZ NOT NULL,
  ends_at TIMESTAMPTZ NOT NULL,
  ended_at TIMESTAMPTZ,
  end_reason TEXT,
  CHECK ((ended_at IS NULL) = (end_reason IS NULL))
) WITH (fillfactor = 80);
CREATE INDEX sessions_account_id ON sessions (account_id);

CREATE TABLE lockouts (
  -- 'account:<id>', or 'name:<digest>' for a name that nobody has
  login_key TEXT COLLATE "C" NOT NULL,
  -- 'stranger', or a known client as below
  client TEXT COLLATE "C" NOT NULL,
  failures BIGINT NOT NULL,
  last_failed_at TIMESTAMPTZ NOT NULL,
  locked_until TIMESTAMPTZ,
  PRIMARY KEY (login_key, client)
);
CREATE INDEX lockouts_last_failed_at ON lockouts (last_failed_at);

CREATE TABLE known_clients (
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  -- 'address:<network>'
  client TEXT COLLATE "C" NOT NULL,
  last_seen_at TIMESTAMPTZ NOT NULL,
  PRIMARY KEY (account_id, client)
);

-- Entries outlive what they tell of, so nothing here refers to another table.
CREATE TABLE audit_log (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at TIMESTAMPTZ NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('anyone', 'account', 'operator')),
  actor_id BIGINT,
  account_id BIGINT,
  session_id BIGINT,
  address TEXT
);
CREATE INDEX audit_log_account_id ON audit_log (account_id, id);

CREATE TABLE root_secret (
  id BIGINT PRIMARY KEY CHECK (id = 1),
  check_value TEXT NOT NULL
);

CREATE TABLE data_keys (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name TEXT NOT NULL CONSTRAINT data_keys_name UNIQUE,
  purpose TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  created_at TIMESTAMPTZ NOT NULL
);
