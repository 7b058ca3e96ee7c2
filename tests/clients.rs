//! The clients that the repository has for other languages.

mod typescript;
