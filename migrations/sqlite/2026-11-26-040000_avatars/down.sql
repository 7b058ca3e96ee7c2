DROP TABLE discarded_files;
DROP TABLE avatars;
