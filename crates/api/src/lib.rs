//! The use cases over HTTP.
//!
//! * `shell` stands around every endpoint: who calls, how much they may, the hop to where the work is done.
//! * `endpoint` is what an endpoint is made of.
//! * `live` keeps sockets open.
//! * `always` is there whatever is configured.
//! * `admin` is the administrators' pages, files that call `v1`.
//! * `dev` is there for whoever tries the service out on their own machine.
//! * `contracts` are the outsides of other back ends, a folder each.
//!
//! # To add an endpoint
//!
//! 1. A file named after its address, in the folder of its dialect, with the handler: decode, run the use
//!    case, encode. No rule, no query.
//! 2. Its body in `wire.rs`, all fields `endpoint::Field`s, each with the schema that a right value has and an
//!    example; how it becomes a command in `convert.rs`.
//! 3. One entry in `routes.rs` with all it gives and refuses; what it takes its arguments say.
//! 4. `impl Words<…>` for the use case's refusals beside the handler; the compiler asks for it.
//! 5. `docs/endpoints.md` is generated: run its test with `UPDATE_DOCS=1`.

mod admin;
mod always;
mod contracts;
mod dev;
mod endpoint;
mod live;
mod openapi;
mod reference;
mod service;
mod shell;
mod v1;

pub use contracts::Contract;
pub use dev::{DevLetter, DevMail};
pub use live::{Live, SocketPolicy};
pub use openapi::openapi;
pub use reference::reference;
pub use service::configure;
pub use shell::{App, CookieSite, Health, Origins, PublicKeys, Setup, TrustedProxies};
