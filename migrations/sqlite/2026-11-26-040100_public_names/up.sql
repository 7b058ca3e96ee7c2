-- Whom a search by name finds: who is active, and is not called by an email.
CREATE INDEX accounts_public_name ON accounts (username_key)
  WHERE state = 'active' AND username_key NOT LIKE '%@%';
