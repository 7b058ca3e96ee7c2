DROP TABLE last_seen;
DROP TABLE connections;
DROP TABLE instances;
