//! The restful-auth contract.

mod login;
mod logout;
mod me;
mod refresh;
mod register;
