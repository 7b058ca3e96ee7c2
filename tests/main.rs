//! The program from outside: its binary, its sockets, its databases.
