-- Other back ends act too, by their keys.
ALTER TABLE audit_log DROP CONSTRAINT audit_log_actor_check;
ALTER TABLE audit_log ADD CONSTRAINT audit_log_actor_check
  CHECK (actor IN ('anyone', 'account', 'service', 'operator'));
