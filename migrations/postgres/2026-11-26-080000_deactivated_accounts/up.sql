-- Administrators look for the few accounts that are switched off among the many that are not.
CREATE INDEX accounts_deactivated ON accounts (id) WHERE state = 'deactivated';
