//! Names in scripts and spellings of all kinds.

use serde_json::json;

use crate::both_databases;
use crate::support::{PASSWORD, Server};
use crate::v1::{code, wrong};

both_databases! {
    fn names_of_any_script_sign_up_and_sign_in(server: Server) {
        let anyone = server.anonymous();
        for (username, other_spelling) in [
            ("岩田", "岩田"),
            ("Łukasz 7", "łUKASZ 7"),
            ("Ελένη", "ΕΛΈΝΗ"),
            ("محمد", "محمد"),
            ("ไทย", "ไทย"),
            ("Straße", "STRASSE"),
            ("éric", "E\u{301}RIC"),
            ("ｊｏｈｎ", "john"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
            ("x", "X"),
            ("-.+_", "-.+_"),
        ] {
            let body = json!({ "username": username, "first_name": username, "password": PASSWORD });
            let made = anyone.post("/v1/accounts", body.clone());
            assert_eq!(made.status, 201, "{username}: {made}");
            assert_eq!(made.text_of("first_name"), username);
            anyone.sign_in(other_spelling, PASSWORD).expect(201);
            assert_eq!(
                code(
                    anyone.post("/v1/accounts", json!({ "username": other_spelling, "password": PASSWORD }))
                ),
                "409 username_taken"
            );
        }
    }

    fn what_cannot_be_seen_or_told_apart_is_no_name(server: Server) {
        for username in [
            "a  b",
            "a\tb",
            "a\u{0}b",
            "a\u{200b}b",
            "\u{3164}",
            "a\u{202e}b",
            "a\u{ad}b",
            "\u{feff}ann",
            "a/b",
            "<b>",
            "a@b",
            "somebody@example.com",
            "@",
            "ann!",
            "🦀",
            "a\u{2028}b",
        ] {
            let reply = server
                .anonymous()
                .post("/v1/accounts", json!({ "username": username, "password": PASSWORD }));
            assert_eq!(wrong(reply), "username: invalid", "{username:?}");
        }
    }

    fn the_own_email_is_the_only_name_with_an_at_sign(server: Server) {
        let anyone = server.anonymous();
        let sign_up = |username: &str| {
            anyone.post(
                "/v1/accounts",
                json!({ "email": "ann@example.com", "username": username, "password": PASSWORD }),
            )
        };
        assert_eq!(wrong(sign_up("ben@example.com")), "username: invalid");
        assert_eq!(sign_up("ANN@example.com").expect(201).text_of("username"), "ann@example.com");
    }
}
