//! The use cases over ports in memory, with a clock that stands still: one module for each use case.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by panicking")]

mod administration;
mod authenticate;
mod change_password;
mod codes;
mod house;
mod key_rotation;
mod keys;
mod kinds;
mod leaving;
mod lockout;
mod notices;
mod opening;
mod operator;
mod outbox;
mod profile;
mod profile_fields;
mod proof;
mod proof_races;
mod recognition;
mod refresh;
mod reuse;
mod root_secret;
mod service_keys;
mod sessions;
mod sign_in;
mod sign_in_as_administrator;
mod sign_in_by_code;
mod sign_out;
mod sign_up;
mod sign_ups;
mod stand_ins;
mod step_up;
mod sweep;
mod wish_email;
