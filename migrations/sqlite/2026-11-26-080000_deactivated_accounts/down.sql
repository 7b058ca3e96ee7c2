DROP INDEX accounts_deactivated;
