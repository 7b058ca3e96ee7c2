//! `set-pin/`, `verify-pin/`, `reset-pin-request/` and `reset-pin-verify/`

use insta::assert_snapshot;
use serde_json::json;

use super::people::{Person, obtain};
use crate::both_databases;
use crate::support::{PASSWORD, Server};

fn set(ann: &Person, pin: &str) -> crate::support::Reply {
    ann.call("set-pin", json!({ "pin": pin, "repeat_pin": pin }))
}

both_databases! {
    fn a_pin_is_set_checked_and_changed(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        assert_snapshot!(ann.call("verify-pin", json!({ "pin": "4826" })), @r#"400 {"pin":["No PIN is set."]}"#);
        assert_snapshot!(set(&ann, "4826"), @r#"200 {"detail":"PIN set successfully."}"#);
        assert_snapshot!(ann.call("verify-pin", json!({ "pin": "4826" })), @r#"200 {"detail":"PIN is valid."}"#);
        ann.call("verify-pin", json!({ "pin": 4826 })).expect(200);
        assert_snapshot!(ann.call("verify-pin", json!({ "pin": "9999" })), @r#"400 {"pin":["Invalid PIN."]}"#);
        assert_snapshot!(set(&ann, "1928"), @r#"400 {"current_pin":["This field is required."]}"#);
        let change = |current: &str| {
            ann.call("set-pin", json!({ "pin": "1928", "repeat_pin": "1928", "current_pin": current }))
        };
        assert_snapshot!(change("0000"), @r#"400 {"current_pin":["Invalid PIN."]}"#);
        change("4826").expect(200);
        ann.call("verify-pin", json!({ "pin": "1928" })).expect(200);
    }

    fn what_cannot_be_a_pin_is_told_by_field(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        assert_snapshot!(
            ann.call("set-pin", json!({})),
            @r#"400 {"pin":["This field is required."],"repeat_pin":["This field is required."]}"#
        );
        for pin in ["123", "123456789", "12a4"] {
            assert_snapshot!(set(&ann, pin), @r#"400 {"pin":["A PIN has four to eight digits."]}"#);
        }
        for pin in ["1111", "1234", "4321"] {
            assert_snapshot!(set(&ann, pin), @r#"400 {"pin":["This PIN is too easily guessed."]}"#);
        }
        assert_snapshot!(
            ann.call("set-pin", json!({ "pin": "4826", "repeat_pin": "4827" })),
            @r#"400 {"repeat_pin":["PINs do not match."]}"#
        );
    }

    fn s19_five_wrong_pins_lock_the_pin_and_not_the_account(server: Server) {
        let ann = Person::sign_up(&server, "ann@example.com");
        set(&ann, "4826").expect(200);
        for _ in 0..4 {
            ann.call("verify-pin", json!({ "pin": "9999" })).expect(400);
        }
        for pin in ["9999", "4826"] {
            assert_snapshot!(
                ann.call("verify-pin", json!({ "pin": pin })),
                @r#"403 {"detail":"PIN locked due to too many failures."}"#
            );
        }
        obtain(&server.anonymous(), "ann@example.com", PASSWORD).expect(200);
        obtain(&server.anonymous(), "ann@example.com", "4826").expect(401);
    }

    fn a_forgotten_pin_is_taken_away_by_a_code(server: Server) {
        let mut ann = Person::sign_up(&server, "ann@example.com");
        set(&ann, "4826").expect(200);
        ann.inbox.next();
        assert_snapshot!(
            ann.call("reset-pin-request", json!({})),
            @r#"200 {"detail":"Verification code sent to your email."}"#
        );
        let code = ann.inbox.code();
        assert_snapshot!(ann.call("reset-pin-verify", json!({})), @r#"400 {"error":"Code is required."}"#);
        let wrong = if code == "111111" { "222222" } else { "111111" };
        assert_snapshot!(
            ann.call("reset-pin-verify", json!({ "code": wrong })),
            @r#"400 {"error":"Invalid verification code."}"#
        );
        assert_snapshot!(
            ann.call("reset-pin-verify", json!({ "code": code })),
            @r#"200 {"detail":"PIN reset verification successful."}"#
        );
        ann.call("reset-pin-verify", json!({ "code": code })).expect(400);
        ann.call("verify-pin", json!({ "pin": "4826" })).expect(400);
        set(&ann, "1928").expect(200);
    }
}
