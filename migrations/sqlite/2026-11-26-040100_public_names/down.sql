DROP INDEX accounts_public_name;
