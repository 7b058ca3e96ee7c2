//! GET `/v1/accounts/me`

mod avatar;
mod change;
mod data;
mod deactivate;
mod delete;
mod export;
mod password;
mod tags;

use insta::assert_snapshot;

use crate::both_databases;
use crate::support::{PASSWORD, Server};

both_databases! {
    fn the_account_is_shown_to_its_owner(server: Server) {
        let ann = server.owner("ann@example.com");
        let reply = ann.get("/v1/accounts/me");
        assert_eq!(reply.header("etag"), "\"1\"");
        assert_snapshot!(
            reply.hiding(&["created_at"]),
            @r#"200 {"id":1,"email":"ann@example.com","email_verified":false,"username":"ann@example.com","first_name":null,"last_name":null,"is_admin":false,"created_at":"…","avatar":null,"public_data":null,"private_data":null}"#
        );
        assert_eq!(ann.get("/v1/accounts/me/").text, ann.get("/v1/accounts/me").text);
    }

    fn each_sees_their_own(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        assert_eq!(ann.get("/v1/accounts/me").json()["email"], "ann@example.com");
        assert_eq!(ben.get("/v1/accounts/me?id=1").json()["email"], "ben@example.com");
    }

    fn an_account_of_the_operator_s_making_shows_what_it_is(server: Server) {
        let made =
            server.cli(&["account", "create", "--username", "Root", "--admin", "--password-stdin"], PASSWORD);
        assert_eq!(made.status, 0, "{made:?}");
        let made =
            server.cli(&["account", "create", "--email", "ann@example.com", "--password-stdin"], PASSWORD);
        assert_eq!(made.status, 0, "{made:?}");
        for (login, is_admin, email_verified) in [("root", true, false), ("ann@example.com", false, true)] {
            let tokens = server.anonymous().sign_in(login, PASSWORD).expect(201);
            let own = server.anonymous().bearing(&format!("Bearer {}", tokens.text_of("access_token")));
            let shown = own.get("/v1/accounts/me").expect(200).json();
            assert_eq!(
                (&shown["is_admin"], &shown["email_verified"]),
                (&is_admin.into(), &email_verified.into()),
                "{shown}"
            );
        }
    }
}
