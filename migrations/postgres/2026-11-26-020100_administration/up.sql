-- The audit log is read by account, actor, kind or time, the newest first, from an index each.
DROP INDEX audit_log_account_id;
CREATE INDEX audit_log_account ON audit_log (account_id, at, id);
CREATE INDEX audit_log_actor ON audit_log (actor_id, at, id) WHERE actor_id IS NOT NULL;
CREATE INDEX audit_log_kind ON audit_log (kind, at, id);
CREATE INDEX audit_log_at ON audit_log (at, id);
CREATE INDEX audit_log_operator ON audit_log (at, id) WHERE actor = 'operator';

-- There are few administrators among many accounts.
CREATE INDEX accounts_administrators ON accounts (id) WHERE is_admin;
