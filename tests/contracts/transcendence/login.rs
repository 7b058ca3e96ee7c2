//! `/auth/login/` and `/auth/logout/`

use insta::assert_snapshot;
use serde_json::json;

use super::players::{Player, email, login, register, send_code};
use crate::both_databases;
use crate::support::{PASSWORD, Server};

both_databases! {
    with [("PARLOR_CODES__RESEND_AFTER", "1ms")]
    fn three_tokens_are_given_and_each_works(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        assert_eq!(ann.token_auth.len(), 40);
        assert!(ann.token_auth.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c)));
        let anyone = server.anonymous();
        for shown in [
            format!("Token {}", ann.token_auth),
            format!("Bearer {}", ann.access_token),
            format!("Token {}", ann.access_token),
        ] {
            let profile = anyone.bearing(&shown).get("/users/profile/").expect(200).json();
            assert_eq!(profile[0]["is_connected"], true);
        }
        let again = Player::sign_in(&server, "ann");
        assert_ne!(again.token_auth, ann.token_auth);
    }

    fn any_failure_is_told_the_same(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann").expect(201);
        let refused = login(&anyone, "ann", "000000", PASSWORD);
        assert_snapshot!(refused, @r#"400 {"error":"Invalid credentials"}"#);
        for body in [
            json!({}),
            json!({ "username": "ann", "password": PASSWORD }),
            json!({ "username": "ann", "code": null, "password": PASSWORD }),
            json!({ "username": "ann", "code": "000000" }),
            json!({ "username": "nobody", "code": "000000", "password": PASSWORD }),
            json!({ "username": ["ann"], "code": {}, "password": 7 }),
        ] {
            let answer = anyone.post("/auth/login/", body);
            assert_eq!((answer.status, &answer.text), (400, &refused.text));
        }
    }

    fn a_code_is_used_once_a_wrong_password_leaves_it_and_a_number_does_as_well(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann").expect(201);
        let mut inbox = server.inbox(&email("ann"));
        send_code(&anyone, "ann").expect(200);
        let code = inbox.code();
        login(&anyone, "ann", &code, "incorrect").expect(400);
        let number: i64 = code.parse().unwrap();
        anyone
            .post("/auth/login/", json!({ "username": "ann", "code": number, "password": PASSWORD }))
            .expect(200);
        login(&anyone, "ann", &code, PASSWORD).expect(400);
    }

    fn five_wrong_passwords_lock_here_and_everywhere(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann").expect(201);
        for _ in 0..4 {
            login(&anyone, "ann", "000000", "incorrect").expect(400);
        }
        let locked = login(&anyone, "ann", "000000", "incorrect");
        assert_snapshot!(locked, @r#"403 {"error":"Locked out due to too many login failures."}"#);
        assert_eq!(login(&anyone, "ann", "000000", PASSWORD).text, locked.text);
        anyone.login("ann@example.com", PASSWORD).expect(403);
    }

    fn after_a_sign_out_none_of_the_tokens_is_good(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let bob = Player::sign_up(&server, "bob");
        let connected = || {
            let list = bob.get("/users/user_list/").expect(200).json();
            list[0]["is_connected"].as_bool().unwrap()
        };
        assert!(connected());
        assert_snapshot!(ann.post("/auth/logout/", json!({})), @r#"200 {"detail":"Successfully logged out."}"#);
        assert!(!connected());
        for shown in [format!("Token {}", ann.token_auth), format!("Bearer {}", ann.access_token)] {
            let answer = server.anonymous().bearing(&shown).get("/users/profile/");
            assert_snapshot!(
                answer,
                @r#"401 {"detail":"Given token not valid for any token type","code":"token_not_valid"}"#
            );
        }
        server.anonymous().post("/api/token/refresh/", json!({ "refresh": ann.refresh_token })).expect(401);
        assert_snapshot!(
            server.anonymous().post("/auth/logout/", json!({})),
            @r#"401 {"detail":"Authentication credentials were not provided."}"#
        );
    }
}
