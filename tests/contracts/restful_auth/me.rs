//! GET, PUT and PATCH `/api/me/`

mod change;
mod credentials;
mod usernames;

use insta::assert_snapshot;

use crate::both_databases;
use crate::support::{PASSWORD, Server};

both_databases! {
    fn the_account_is_shown_to_its_owner(server: Server) {
        let ann = server.member("user@example.com");
        assert_snapshot!(
            ann.get("/api/me/"),
            @r#"200 {"id":1,"username":"user@example.com","email":"user@example.com"}"#
        );
        assert_eq!(ann.get("/api/me").text, ann.get("/api/me/").text);
        assert_eq!(ann.get("/api/me/").header("content-type"), "application/json");
    }

    fn each_sees_their_own(server: Server) {
        let (ann, ben) = (server.member("ann@example.com"), server.member("ben@example.com"));
        assert_eq!(ann.get("/api/me/").json()["email"], "ann@example.com");
        assert_eq!(ben.get("/api/me/").json()["email"], "ben@example.com");
    }

    fn an_account_without_an_email_has_an_empty_one(server: Server) {
        let made = server.cli(&["account", "create", "--username", "Ann Lee", "--password-stdin"], PASSWORD);
        assert_eq!((made.status, made.stdout.as_str()), (0, "1\n"), "{}", made.stderr);
        // The contract's one field for a name takes whatever name the account has.
        let tokens = server.anonymous().login("ann lee", PASSWORD).expect(200);
        let ann = server.anonymous().bearing(&format!("Bearer {}", tokens.text_of("access_token")));
        assert_snapshot!(ann.get("/api/me/"), @r#"200 {"id":1,"username":"Ann Lee","email":""}"#);
    }
}
