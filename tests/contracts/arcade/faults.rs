//! What any call of the contract may meet.

use insta::assert_snapshot;
use serde_json::json;

use super::player::Player;
use crate::both_databases;
use crate::support::{Exchange, Kind, Server};

both_databases! {
    fn faults_are_told_under_errors(server: Server) {
        let anyone = server.anonymous();
        let broken = anyone.request("POST", "/users/login/").header("content-type", "application/json").body("{");
        assert_snapshot!(broken.reply(), @r#"400 {"errors":"Invalid JSON input."}"#);
        assert_snapshot!(anyone.post("/users/register/", json!([])), @r#"400 {"errors":"Invalid JSON input."}"#);
        let other = anyone.request("POST", "/users/login/").header("content-type", "text/plain").body("x");
        assert_snapshot!(other.reply(), @r#"415 {"errors":"Unsupported media type \"text/plain\" in request."}"#);
        let get = anyone.get("/users/login/");
        assert_eq!(get.header("allow"), "POST, OPTIONS");
        assert_snapshot!(get, @r#"405 {"errors":"Method \"GET\" not allowed."}"#);
        let large = anyone.post("/users/login/", json!({ "username": "x".repeat(70_000) }));
        assert_snapshot!(large, @r#"413 {"errors":"Request body is too large."}"#);
        assert_snapshot!(Player::new(&server, "ann").get("/users/x/"), @r#"404 {"errors":"Not found."}"#);
    }
}

#[test]
fn s28_a_budget_that_is_spent_is_told_under_errors() {
    let server = Server::with(Kind::Sqlite, &[("PARLOR_RATE_LIMIT__ENABLED", "true")]);
    let anyone = server.anonymous();
    let refused =
        (0..100).map(|_| anyone.post("/users/login/", json!({}))).find(|reply| reply.status == 429).unwrap();
    let seconds = refused.header("retry-after");
    assert_eq!(
        refused.text,
        format!(r#"{{"errors":"Request was throttled. Expected available in {seconds} seconds."}}"#)
    );
}
