//! Who may call `/api/me/`.

use insta::assert_snapshot;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, PASSWORD, Reply, Server};

const CHALLENGE: &str = r#"Bearer realm="api""#;

both_databases! {
    fn three_schemes_carry_an_access_token(server: Server) {
        let ann = server.member("ann@example.com");
        for scheme in ["Bearer", "Token", "JWT", "bearer", "BEARER", "Bearer  "] {
            server.anonymous().bearing(&format!("{scheme} {}", ann.access)).get("/api/me/").expect(200);
        }
    }

    fn without_a_credential_nobody_gets_in(server: Server) {
        let anyone = server.anonymous();
        let mut refused = vec![
            anyone.get("/api/me/"),
            anyone.get("/api/me"),
            anyone.put("/api/me/", json!({ "username": "Ann" })),
            anyone.patch("/api/me/", json!({ "username": "Ann" })),
            // Who calls is asked before what is wanted.
            anyone.put("/api/me/", json!({})),
            anyone
                .request("PATCH", "/api/me/")
                .header("content-type", "application/json")
                .body("{broken")
                .reply(),
            anyone.request("PATCH", "/api/me/").header("content-type", "text/plain").body("x").reply(),
        ];
        for other in ["Basic YW5uOnBhc3N3b3Jk", "Digest x", "Bearerx y"] {
            refused.push(anyone.bearing(other).get("/api/me/"));
        }
        for reply in refused {
            assert_eq!(reply.header("www-authenticate"), CHALLENGE);
            assert_snapshot!(reply, @r#"401 {"detail":"Authentication credentials were not provided."}"#);
        }
    }

    fn a_credential_that_is_none_is_refused(server: Server) {
        let ann = server.member("ann@example.com");
        let (body, signature) = ann.access.rsplit_once('.').unwrap();
        for bad in [
            "x".to_owned(),
            "a.b.c".to_owned(),
            String::new(),
            ann.refresh_token.clone(),
            body.to_owned(),
            format!("{body}."),
            format!("{body}.{}", signature.chars().rev().collect::<String>()),
            format!("{} {}", ann.access, ann.access),
            "x".repeat(20_000),
        ] {
            refuse(&ann.bearing(&format!("Bearer {bad}")).get("/api/me/"));
        }
        let bytes = ann.request("GET", "/api/me/").header("authorization", &b"Bearer \xff\xfe"[..]);
        refuse(&bytes.reply());
    }

    fn a_bad_credential_is_refused_before_the_body_is_judged(server: Server) {
        let stranger = server.anonymous().bearing("Bearer a.b.c");
        refuse(&stranger.put("/api/me/", json!({ "username": "Ann" })));
        refuse(&stranger.put("/api/me/", json!({})));
        refuse(&stranger.patch("/api/me/", json!({ "username": ["Ann"], "email": "x" })));
    }

    with [("PARLOR_TOKENS__ACCESS_TTL", "2s")]
    fn an_access_token_ends_and_a_refresh_gives_another(server: Server) {
        let ann = server.member("ann@example.com");
        // Claims count in whole seconds, so a token of two lives for more than one.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        refuse(&ann.get("/api/me/"));
        let access = ann.refresh(&ann.refresh_token).expect(200).text_of("access_token");
        ann.bearing(&format!("Bearer {access}")).get("/api/me/").expect(200);
    }

    fn s32_a_token_of_an_account_that_was_switched_off_is_refused(server: Server) {
        let ann = server.member("ann@example.com");
        assert_eq!(server.cli(&["account", "deactivate", "--email", &ann.email], "").status, 0);
        refuse(&ann.get("/api/me/"));
        assert_snapshot!(ann.refresh(&ann.refresh_token), @r#"401 {"error":"Invalid refresh token"}"#);
    }

    fn s35_what_only_the_owner_may_see_is_kept_by_no_cache(server: Server) {
        let ann = server.member("ann@example.com");
        for reply in [
            ann.get("/api/me/").expect(200),
            ann.patch("/api/me/", json!({})).expect(200),
            ann.put("/api/me/", json!({ "username": "Ann" })).expect(200),
            ann.put("/api/me/", json!({})).expect(400),
            ann.refresh(&ann.refresh_token).expect(200),
            ann.login(&ann.email, PASSWORD).expect(200),
            ann.get("/api/nothing/").expect(404),
        ] {
            assert_eq!(reply.header("cache-control"), "no-store", "{reply}");
        }
    }

    with [("PARLOR_LOG", "debug")]
    fn s39_a_token_in_the_address_is_neither_read_nor_logged(server: Server) {
        let ann = server.member("ann@example.com");
        let anyone = server.anonymous();
        for name in ["access_token", "token", "jwt", "authorization", "Authorization", "auth", "bearer"] {
            for value in [ann.access.clone(), format!("Bearer%20{}", ann.access)] {
                let reply = anyone.get(&format!("/api/me/?{name}={value}"));
                assert_snapshot!(reply, @r#"401 {"detail":"Authentication credentials were not provided."}"#);
            }
        }
        // Nor is it taken from a body, a cookie or a header of another name.
        let body =
            anyone.request("PUT", "/api/me/").json(&json!({ "access_token": ann.access, "username": "x" }));
        body.reply().expect(401);
        for header in ["cookie", "x-access-token", "proxy-authorization"] {
            let value = format!("access_token={}", ann.access);
            anyone.request("GET", "/api/me/").header(header, value).reply().expect(401);
        }
        anyone.login("the last to be logged", "a wrong password").expect(401);
        assert!(!server.log_with("sign_in_failed").contains(&ann.access));
    }
}

#[track_caller]
fn refuse(reply: &Reply) {
    let body = r#"401 {"detail":"Given token not valid for any token type","code":"token_not_valid"}"#;
    assert_eq!(reply.to_string(), body);
    assert_eq!(reply.header("www-authenticate"), CHALLENGE);
}
