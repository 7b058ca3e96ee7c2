//! `/api/user/confirm_otp`

use std::thread::{scope, sleep};
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::players::{confirm, other_than, register};
use crate::both_databases;
use crate::support::Server;

both_databases! {
    fn a_number_and_a_text_are_read_alike(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann@example.com", "ann").expect(200);
        let code = server.inbox("ann@example.com").code();
        // A number loses its leading zeros.
        let number: u64 = code.parse().unwrap();
        let confirmed = anyone.post("/api/user/confirm_otp/", json!({ "otp": number }));
        assert_snapshot!(
            confirmed,
            @r#"200 {"user":{"email":"ann@example.com","username":"ann","balance":0},"message":"User confirmed successfully"}"#
        );
        assert_eq!(confirmed.header("set-cookie"), "");
        register(&anyone, "bob@example.com", "bob").expect(200);
        confirm(&anyone, &format!(" {} ", server.inbox("bob@example.com").code())).expect(200);
    }

    fn what_is_missing_and_what_is_no_code_is_told(server: Server) {
        let anyone = server.anonymous();
        for body in [json!({}), json!({ "otp": null }), json!({ "otp": "" }), json!({ "user": { "otp": 515819 } })] {
            assert_snapshot!(
                anyone.post("/api/user/confirm_otp", body),
                @r#"400 {"errors":{"otp":["This field is required."]}}"#
            );
        }
        for otp in [json!("1234567"), json!("12345a"), json!(-12345), json!(1.5), json!("１２３４５６"), json!("51 58 19")] {
            assert_snapshot!(
                anyone.post("/api/user/confirm_otp", json!({ "otp": otp })),
                @r#"400 {"errors":{"otp":["Invalid OTP format"]}}"#
            );
        }
    }

    fn a_code_that_is_wrong_or_used_is_answered_alike(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann@example.com", "ann").expect(200);
        let code = server.inbox("ann@example.com").code();
        assert_snapshot!(confirm(&anyone, &other_than(&code)), @r#"401 {"errors":{"otp":["OTP expired"]}}"#);
        confirm(&anyone, &code).expect(200);
        assert_snapshot!(confirm(&anyone, &code), @r#"401 {"errors":{"otp":["OTP expired"]}}"#);
    }

    with [("PARLOR_CODES__TTL", "2s")]
    fn s12_a_code_that_is_over_is_dead(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann@example.com", "ann").expect(200);
        let code = server.inbox("ann@example.com").code();
        sleep(Duration::from_millis(2_100));
        assert_snapshot!(confirm(&anyone, &code), @r#"401 {"errors":{"otp":["OTP expired"]}}"#);
    }

    fn s11_of_sixteen_who_confirm_a_sign_up_at_once_one_does(server: Server) {
        register(&server.anonymous(), "ann@example.com", "ann").expect(200);
        let code = server.inbox("ann@example.com").code();
        let statuses: Vec<u16> = scope(|threads| {
            let tries: Vec<_> = (0..16)
                .map(|_| {
                    let (client, code) = (server.anonymous(), code.as_str());
                    threads.spawn(move || confirm(&client, code).status)
                })
                .collect();
            tries.into_iter().map(|tried| tried.join().unwrap()).collect()
        });
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 401, 429].contains(status)), "{statuses:?}");
    }
}
