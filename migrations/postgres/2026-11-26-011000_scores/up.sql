-- What every account has, and whether it stands on the leaderboard. Equal scores stand in the order of their accounts.
CREATE TABLE scores (
  account_id BIGINT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  score BIGINT NOT NULL CHECK (score BETWEEN -9007199254740991 AND 9007199254740991),
  is_listed BOOLEAN NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX scores_standing ON scores (score DESC, account_id) WHERE is_listed;

-- How many listed scores there are from each bound up to the next, but for the changes below.
CREATE TABLE score_bands (
  lower BIGINT PRIMARY KEY,
  count BIGINT NOT NULL
) WITH (fillfactor = 50);
INSERT INTO score_bands (lower, count) VALUES (-9007199254740991, 0);

-- By how much there are more of a score since its band was counted: whoever changes a score adds to these, and waits
-- for nobody; a worker moves them into the bands.
CREATE TABLE score_changes (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  score BIGINT NOT NULL,
  change BIGINT NOT NULL
);

-- By triggers, so that nothing that is done to accounts and scores can be forgotten, cascades included.
CREATE FUNCTION scores_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO score_changes (score, change)
    SELECT score, count(*) FROM added WHERE is_listed GROUP BY score;
  RETURN NULL;
END $$;
CREATE FUNCTION scores_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO score_changes (score, change)
    SELECT score, -count(*) FROM removed WHERE is_listed GROUP BY score;
  RETURN NULL;
END $$;
CREATE FUNCTION scores_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO score_changes (score, change)
    SELECT score, sum(change) FROM (
      SELECT score, 1 AS change FROM added WHERE is_listed
      UNION ALL SELECT score, -1 FROM removed WHERE is_listed
    ) AS changes GROUP BY score HAVING sum(change) <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER scores_added AFTER INSERT ON scores
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION scores_added();
CREATE TRIGGER scores_removed AFTER DELETE ON scores
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION scores_removed();
CREATE TRIGGER scores_changed AFTER UPDATE ON scores
  REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION scores_changed();

CREATE FUNCTION accounts_get_scores() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO scores (account_id, score, is_listed) SELECT id, 0, state = 'active' FROM added;
  RETURN NULL;
END $$;
CREATE FUNCTION accounts_are_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE scores SET is_listed = (NEW.state = 'active') WHERE account_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_get_scores AFTER INSERT ON accounts
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION accounts_get_scores();
CREATE TRIGGER accounts_are_listed AFTER UPDATE OF state ON accounts
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION accounts_are_listed();

INSERT INTO scores (account_id, score, is_listed) SELECT id, 0, state = 'active' FROM accounts;
