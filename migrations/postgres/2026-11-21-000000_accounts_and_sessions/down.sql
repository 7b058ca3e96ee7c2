DROP TABLE data_keys;
DROP TABLE root_secret;
DROP TABLE audit_log;
DROP TABLE known_clients;
DROP TABLE lockouts;
DROP TABLE sessions;
DROP TABLE accounts;
