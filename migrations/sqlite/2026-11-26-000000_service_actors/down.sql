CREATE TABLE audit_log_anew (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at TEXT NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('anyone', 'account', 'operator')),
  actor_id INTEGER,
  account_id INTEGER,
  session_id INTEGER,
  address TEXT
) STRICT;
INSERT INTO audit_log_anew SELECT id, at, kind, actor, actor_id, account_id, session_id, address FROM audit_log WHERE actor <> 'service';
DROP TABLE audit_log;
ALTER TABLE audit_log_anew RENAME TO audit_log;
CREATE INDEX audit_log_account_id ON audit_log (account_id, id);
CREATE INDEX audit_log_actor_id ON audit_log (actor_id) WHERE actor_id <> account_id;
