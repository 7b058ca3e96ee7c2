//! Devices that an owner signed in on before: their tokens keep strangers' wrong passwords from keeping the
//! owner out.

use crate::both_databases;
use crate::support::{Client, Owner, PASSWORD, Reply, Server};
use crate::v1::code;

const REFUSED: &str = "401 invalid_login";
const LOCKED: &str = "403 locked_out";

both_databases! {
    fn s22_the_owner_s_device_gets_in_from_anywhere_by_its_token(server: Server) {
        let ann = server.owner("ann@example.com");
        lock(&server, &ann.email);
        let elsewhere = ann.from("127.0.0.2");
        assert_eq!(code(elsewhere.sign_in(&ann.email, PASSWORD)), LOCKED);
        let reply = elsewhere.sign_in_as(&ann.device_token, &ann.email, PASSWORD).expect(201);
        assert_eq!(reply.text_of("device_token"), ann.device_token, "it keeps its token");
        // Its digits may be written large.
        elsewhere
            .from("127.0.0.3")
            .sign_in_as(&ann.device_token.to_uppercase(), &ann.email, PASSWORD)
            .expect(201);
        // Strangers gain nothing by it.
        assert_eq!(code(ann.from("127.0.0.9").sign_in(&ann.email, PASSWORD)), LOCKED);
    }

    fn s22_the_device_s_own_mistakes_lock_the_device_and_no_other(server: Server) {
        let ann = server.owner("ann@example.com");
        let tablet = ann.again();
        let elsewhere = ann.from("127.0.0.2");
        let tries = (0..6).map(|_| code(elsewhere.sign_in_as(&ann.device_token, &ann.email, "a guess")));
        assert_eq!(tries.collect::<Vec<_>>(), [REFUSED, REFUSED, REFUSED, REFUSED, LOCKED, LOCKED]);
        assert_eq!(code(elsewhere.sign_in_as(&ann.device_token, &ann.email, PASSWORD)), LOCKED);
        elsewhere.sign_in_as(&tablet.device_token, &ann.email, PASSWORD).expect(201);
        // The strangers' count is untouched.
        assert_eq!(code(ann.from("127.0.0.9").sign_in(&ann.email, "a guess")), REFUSED);
    }

    fn s22_a_token_of_another_account_or_made_up_is_none(server: Server) {
        let ann = server.owner("ann@example.com");
        let eve = server.owner("eve@example.com");
        lock(&server, &ann.email);
        let elsewhere = ann.from("127.0.0.2");
        for token in [
            &eve.device_token,
            &"0".repeat(32),
            &ann.device_token.replace('a', "b").replace('1', "2"),
            &format!("{}0", ann.device_token),
            "",
            &ann.refresh_token,
        ] {
            if *token != ann.device_token {
                assert_eq!(code(elsewhere.sign_in_as(token, &ann.email, PASSWORD)), LOCKED, "{token}");
            }
        }
        // Nor is it planted: whoever signs in with a foreign token gets another.
        let given =
            ann.sign_in_as(&eve.device_token, &ann.email, PASSWORD).expect(201).text_of("device_token");
        assert_ne!(given, eve.device_token);
        assert_eq!(code(elsewhere.sign_in_as(&eve.device_token, &ann.email, PASSWORD)), LOCKED);
        elsewhere.sign_in_as(&given, &ann.email, PASSWORD).expect(201);
    }

    fn s22_a_wrong_password_makes_no_device_known(server: Server) {
        let ann = server.owner("ann@example.com");
        let reply = ann.from("127.0.0.9").sign_in_as(&"7".repeat(32), &ann.email, "a guess");
        assert!(!reply.text.contains("device_token"), "{reply}");
        lock(&server, &ann.email);
        assert_eq!(code(ann.from("127.0.0.9").sign_in_as(&"7".repeat(32), &ann.email, PASSWORD)), LOCKED);
    }

    fn s22_signing_out_keeps_a_device_known_and_signing_out_everywhere_does_not(server: Server) {
        let ann = server.owner("ann@example.com");
        let tablet = ann.again();
        ann.delete("/v1/sessions/others").expect(204);
        ann.delete("/v1/sessions/current").expect(204);
        lock(&server, &ann.email);
        let again = known(&ann, &ann.device_token).expect(201);
        known(&ann, &tablet.device_token).expect(201);
        ann.with(&again).delete("/v1/sessions").expect(204);
        for token in [&ann.device_token, &tablet.device_token] {
            assert_eq!(code(known(&ann, token)), LOCKED);
        }
        assert_eq!(code(ann.sign_in(&ann.email, PASSWORD)), LOCKED, "the address is forgotten too");
    }

    fn s22_what_the_operator_does_makes_every_device_a_stranger(server: Server) {
        for command in ["set-password", "end-sessions"] {
            let ann = server.owner(&format!("{command}@example.com"));
            let args = ["account", command, "--email", &ann.email];
            let args = if command == "set-password" {
                [&args[..], &["--password-stdin"]].concat()
            } else {
                args.to_vec()
            };
            let ran = server.cli(&args, PASSWORD);
            assert_eq!(ran.status, 0, "{ran:?}");
            lock(&server, &ann.email);
            assert_eq!(code(known(&ann, &ann.device_token)), LOCKED, "{command}");
            assert_eq!(code(ann.sign_in(&ann.email, PASSWORD)), LOCKED, "{command}");
        }
    }

    fn the_ten_devices_seen_last_are_remembered(server: Server) {
        let ann = server.owner("ann@example.com");
        // An address that nobody believes is not remembered beside the device.
        let nowhere = |token: Option<&str>| {
            use crate::support::Exchange;
            let mut body = serde_json::json!({ "login": ann.email, "password": PASSWORD });
            if let Some(token) = token {
                body["device_token"] = token.into();
            }
            ann.request("POST", "/v1/sessions").header("x-real-ip", "192.0.2.7").json(&body).reply()
        };
        let tokens: Vec<String> =
            (0..10).map(|_| nowhere(None).expect(201).text_of("device_token")).collect();
        for _ in 0..5 {
            ann.from("127.0.0.9").sign_in(&ann.email, "a guess");
        }
        assert_eq!(code(nowhere(Some(&ann.device_token))), LOCKED, "the eleventh is forgotten");
        for token in &tokens {
            nowhere(Some(token)).expect(201);
        }
    }
}

/// Wrong passwords from where nobody is known, until strangers are locked out.
fn lock(server: &Server, email: &str) {
    let stranger: Client = server.anonymous().from("127.0.0.66");
    let tries: Vec<String> = (0..5).map(|_| code(stranger.sign_in(email, "a guess"))).collect();
    assert_eq!(tries.last().unwrap(), LOCKED);
}

/// Signs in as a device, from an address where nobody was before.
fn known(owner: &Owner, token: &str) -> Reply {
    owner.from("127.0.0.77").sign_in_as(token, &owner.email, PASSWORD)
}
