//! `parlor openapi`: the document, without a server or a database.

use serde_json::Value;

use super::done;
use crate::support::{Installation, Kind, Server};

#[test]
fn the_command_prints_what_the_server_serves() {
    let server = Server::with(Kind::Sqlite, &[]);
    let served = server.anonymous().get("/openapi.json").expect(200);
    let printed = done(server.cli(&["openapi"], ""));
    assert_eq!(printed.trim_end(), served.text);
}

#[test]
fn the_command_makes_nothing_and_knows_the_contracts_that_are_switched_off() {
    let installation = Installation::new(Kind::Sqlite, &[("PARLOR_CONTRACTS", "none")]);
    let printed: Value = serde_json::from_str(&done(installation.run(&["openapi"], ""))).unwrap();
    assert_eq!(printed["openapi"], "3.1.0");
    assert!(printed["paths"].get("/healthz").is_some() && printed["paths"].get("/api/login/").is_none());
    assert!(!installation.data_dir().join("parlor.db").exists());
}
