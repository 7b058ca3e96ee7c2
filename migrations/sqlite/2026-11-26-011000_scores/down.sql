DROP TRIGGER accounts_are_listed;
DROP TRIGGER accounts_get_scores;
DROP TABLE scores;
DROP TABLE score_changes;
DROP TABLE score_bands;
