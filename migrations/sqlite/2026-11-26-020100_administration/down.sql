DROP INDEX accounts_administrators;
DROP INDEX audit_log_operator;
DROP INDEX audit_log_at;
DROP INDEX audit_log_kind;
DROP INDEX audit_log_actor;
DROP INDEX audit_log_account;
CREATE INDEX audit_log_account_id ON audit_log (account_id, id);
