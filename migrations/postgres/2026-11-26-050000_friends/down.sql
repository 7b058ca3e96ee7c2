DROP VIEW ties;
DROP TABLE pairs;
