ALTER TABLE audit_log DROP COLUMN subject_id;
DROP TABLE service_keys;
