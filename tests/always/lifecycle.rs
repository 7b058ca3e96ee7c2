//! Starting, stopping and being killed.

use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, Server};

both_databases! {
    fn a_server_that_is_told_to_stop_ends_well(mut server: Server) {
        server.anonymous().get("/healthz").expect(200);
        assert!(server.stop().success());
    }

    fn what_was_answered_outlives_a_crash(mut server: Server) {
        let ann = server.member("ann@example.com");
        let renewed = ann.refresh(&ann.refresh_token).expect(200);
        ann.patch("/api/me/", json!({ "username": "Ann" })).expect(200);
        server.kill();
        server.restart();
        assert_eq!(ann.get("/api/me/").expect(200).json()["username"], "Ann");
        ann.refresh(&renewed.text_of("refresh_token")).expect(200);
    }

    fn the_first_lines_say_where_it_is(server: Server) {
        let first = server.log_with("There is no administrator yet");
        assert!(first.contains("http://127.0.0.1:"), "{first}");
    }

    with [("PARLOR_CONTRACTS", "none")]
    fn a_contract_that_is_switched_off_is_gone(server: Server) {
        let anyone = server.anonymous();
        for address in ["register", "login", "refresh", "logout", "me"] {
            anyone.request("POST", &format!("/api/{address}/")).reply().expect(404);
        }
        anyone.get("/healthz").expect(200);
    }
}
