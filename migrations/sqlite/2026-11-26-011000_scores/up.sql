-- What every account has, and whether it stands on the leaderboard. Equal scores stand in the order of their accounts.
CREATE TABLE scores (
  account_id INTEGER PRIMARY KEY NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  score INTEGER NOT NULL CHECK (score BETWEEN -9007199254740991 AND 9007199254740991),
  is_listed INTEGER NOT NULL CHECK (is_listed IN (0, 1))
) STRICT;
CREATE INDEX scores_standing ON scores (score DESC, account_id) WHERE is_listed;

-- How many listed scores there are from each bound up to the next, but for the changes below.
CREATE TABLE score_bands (
  lower INTEGER PRIMARY KEY NOT NULL,
  count INTEGER NOT NULL
) STRICT;
INSERT INTO score_bands (lower, count) VALUES (-9007199254740991, 0);

-- By how much there are more of a score since its band was counted: whoever changes a score adds to these, and waits
-- for nobody; a worker moves them into the bands.
CREATE TABLE score_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  score INTEGER NOT NULL,
  change INTEGER NOT NULL
) STRICT;

-- By triggers, so that nothing that is done to accounts and scores can be forgotten, cascades included.
CREATE TRIGGER scores_added AFTER INSERT ON scores WHEN NEW.is_listed BEGIN
  INSERT INTO score_changes (score, change) VALUES (NEW.score, 1);
END;
CREATE TRIGGER scores_removed AFTER DELETE ON scores WHEN OLD.is_listed BEGIN
  INSERT INTO score_changes (score, change) VALUES (OLD.score, -1);
END;
CREATE TRIGGER scores_changed AFTER UPDATE ON scores
WHEN OLD.score <> NEW.score OR OLD.is_listed <> NEW.is_listed BEGIN
  INSERT INTO score_changes (score, change)
    SELECT OLD.score, -1 WHERE OLD.is_listed UNION ALL SELECT NEW.score, 1 WHERE NEW.is_listed;
END;
CREATE TRIGGER accounts_get_scores AFTER INSERT ON accounts BEGIN
  INSERT INTO scores (account_id, score, is_listed) VALUES (NEW.id, 0, NEW.state = 'active');
END;
CREATE TRIGGER accounts_are_listed AFTER UPDATE OF state ON accounts WHEN OLD.state <> NEW.state BEGIN
  UPDATE scores SET is_listed = (NEW.state = 'active') WHERE account_id = NEW.id;
END;

INSERT INTO scores (account_id, score, is_listed) SELECT id, 0, state = 'active' FROM accounts;
