//! What a sign-up gets where the operator does not let everybody in.

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{PASSWORD, Server};

both_databases! {
    with [("PARLOR_SIGNUP", "closed")]
    fn where_sign_up_is_closed_only_the_operator_makes_accounts(server: Server) {
        let anyone = server.anonymous();
        let refused = r#"403 {"detail":"You do not have permission to perform this action."}"#;
        assert_eq!(anyone.register("ann@example.com", PASSWORD).to_string(), refused);
        assert_eq!(anyone.post("/api/register/", json!({})).to_string(), refused);
        let made = server.cli(&["account", "create", "--email", "ann@example.com", "--password-stdin"], PASSWORD);
        assert_eq!(made.status, 0, "{}", made.stderr);
        anyone.login("ann@example.com", PASSWORD).expect(200);
    }

    with [("PARLOR_SIGNUP_DOMAINS", "example.com, example.org")]
    fn where_domains_are_listed_an_address_at_another_is_no_valid_one(server: Server) {
        let anyone = server.anonymous();
        anyone.register("ann@EXAMPLE.org", PASSWORD).expect(201);
        assert_snapshot!(anyone.register("ann@example.net", PASSWORD), @r#"400 {"email":["Enter a valid email address."]}"#);
        assert_snapshot!(
            anyone.register("ann@sub.example.com", "short"),
            @r#"400 {"email":["Enter a valid email address."],"password":["This password is too short. It must contain at least 8 characters."]}"#
        );
    }
}
