//! What another back end accepts as a token, and how often it asks for the keys.

mod extractor;
mod forged;
mod genuine;
mod introspection;
mod keys;
mod support;
