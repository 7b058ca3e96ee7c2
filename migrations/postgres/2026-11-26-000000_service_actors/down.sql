DELETE FROM audit_log WHERE actor = 'service';
ALTER TABLE audit_log DROP CONSTRAINT audit_log_actor_check;
ALTER TABLE audit_log ADD CONSTRAINT audit_log_actor_check CHECK (actor IN ('anyone', 'account', 'operator'));
