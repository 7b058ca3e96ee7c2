-- What two accounts are to each other: one row for both, so that whatever each of them does at once meets there.
CREATE TABLE pairs (
  low_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  high_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  bond TEXT NOT NULL CHECK (bond IN ('strangers', 'asked', 'friends')),
  -- who asked, while the other has not answered
  asked_by BIGINT CHECK (asked_by IN (low_id, high_id)),
  -- when they asked, or became friends
  bound_at TIMESTAMPTZ,
  low_blocks TIMESTAMPTZ,
  high_blocks TIMESTAMPTZ,
  PRIMARY KEY (low_id, high_id),
  CHECK (low_id < high_id),
  CHECK ((bond = 'asked') = (asked_by IS NOT NULL)),
  CHECK ((bond = 'strangers') = (bound_at IS NULL)),
  CHECK (bond = 'strangers' OR (low_blocks IS NULL AND high_blocks IS NULL))
);
CREATE INDEX pairs_high_id ON pairs (high_id);

-- The same from either side.
CREATE VIEW ties AS
  SELECT low_id AS account_id, high_id AS other_id, bond, asked_by, bound_at,
         low_blocks AS blocked_at, low_blocks IS NOT NULL OR high_blocks IS NOT NULL AS is_blocked
  FROM pairs
  UNION ALL
  SELECT high_id, low_id, bond, asked_by, bound_at,
         high_blocks, low_blocks IS NOT NULL OR high_blocks IS NOT NULL
  FROM pairs;
