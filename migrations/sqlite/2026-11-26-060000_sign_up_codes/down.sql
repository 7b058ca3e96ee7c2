DROP TABLE sign_up_codes;
