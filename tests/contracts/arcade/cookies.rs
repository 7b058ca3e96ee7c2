//! The cookies of browsers: how long they live, who may use them, and by which a browser is known again.

use chrono::{DateTime, Utc};
use insta::assert_snapshot;
use parlor_adapters::SystemClock;
use parlor_domain::ports::Clock as _;
use serde_json::{Value, json};

use super::player::{Player, attributes, cookie, login, register};
use crate::both_databases;
use crate::support::{Client, Exchange, PASSWORD, Reply, Server};
use crate::v1::code;

both_databases! {
    fn s22_a_browser_that_signed_in_before_is_not_locked_out_by_a_stranger(server: Server) {
        let home = server.anonymous();
        register(&home, "ann", PASSWORD).expect(201);
        let signed_in = login(&home, "ann", PASSWORD).expect(200);
        let set = attributes(&signed_in, "parlor_device");
        assert_eq!(set.split_once("; ").unwrap().1, "HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000");
        let browser = cookie(&signed_in, "parlor_device");
        let stranger = server.anonymous().from("127.0.0.9");
        for _ in 0..5 {
            login(&stranger, "ann", "a guess");
        }
        login(&stranger, "ann", PASSWORD).expect(403);
        // From where nobody has signed in yet, so that the cookie alone can tell.
        let away = server.anonymous().from("127.0.0.10");
        assert_snapshot!(login(&away, "ann", PASSWORD), @r#"403 {"error":"Locked out due to too many login failures."}"#);
        for odd in ["parlor_device=", "parlor_device=x", &format!("parlor_device={}", "0".repeat(40))] {
            with(&away, odd, "ann", PASSWORD).expect(403);
        }
        let back = with(&away, &browser, "ann", PASSWORD).expect(200);
        assert_snapshot!(back, @r#"200 {"id":1,"username":"ann","message":"Login successful."}"#);
        // A stranger's lock goes on; and the browser has a count of its own, which it can spend.
        login(&stranger, "ann", PASSWORD).expect(403);
        let elsewhere = server.anonymous().from("127.0.0.11");
        let statuses: Vec<_> = (0..5).map(|_| with(&elsewhere, &browser, "ann", "a guess").status).collect();
        assert_eq!(statuses, [401, 401, 401, 401, 403]);
        with(&elsewhere, &browser, "ann", PASSWORD).expect(403);
        // It is known for this account, and for no other.
        register(&home, "ben", PASSWORD).expect(201);
        for _ in 0..5 {
            login(&stranger, "ben", "a guess");
        }
        with(&elsewhere, &browser, "ben", PASSWORD).expect(403);
    }

    fn s31_a_session_lives_two_hours_from_its_last_use(server: Server) {
        let ann = Player::new(&server, "ann");
        let end_in = |minutes| {
            let end = now() + chrono::TimeDelta::minutes(minutes);
            let end = end.format("%Y-%m-%d %H:%M:%S.000000");
            server.installation.rows(&format!("UPDATE sessions SET expires_at = '{end}' RETURNING 'x' AS line"));
        };
        let ends_in = || {
            let end = server.installation.rows("SELECT substr(CAST(expires_at AS TEXT), 1, 19) AS line FROM sessions");
            let end = chrono::NaiveDateTime::parse_from_str(&end[0].replace('T', " "), "%Y-%m-%d %H:%M:%S").unwrap();
            (end.and_utc() - now()).num_minutes()
        };
        assert!((118..=120).contains(&ends_in()), "{}", ends_in());
        end_in(20);
        let used = ann.me().expect(200);
        assert!(used.header("set-cookie").is_empty(), "the browser has it already");
        assert!((118..=120).contains(&ends_in()), "{}", ends_in());
        end_in(-1);
        assert_snapshot!(ann.me(), @r#"401 {"errors":"User is not authenticated."}"#);
    }

    with [
        ("PARLOR_PUBLIC_URL", "https://arcade.example"),
        ("PARLOR_CORS_ORIGINS", "https://play.example"),
        ("PARLOR_COOKIES__SAMESITE", "none")
    ]
    fn s30_signing_out_clears_the_cookie_with_the_attributes_that_it_was_set_with(server: Server) {
        let anyone = server.anonymous();
        register(&anyone, "ann", PASSWORD).expect(201);
        let signed_in = login(&anyone, "ann", PASSWORD).expect(200);
        let set = attributes(&signed_in, "sessionid");
        assert_eq!(set.split_once("; ").unwrap().1, "HttpOnly; SameSite=None; Secure; Path=/");
        let device = attributes(&signed_in, "parlor_device");
        assert_eq!(device.split_once("; ").unwrap().1, "HttpOnly; SameSite=None; Secure; Path=/; Max-Age=31536000");
        let ann = Player::showing(&anyone, &cookie(&signed_in, "sessionid"), 1);
        let signed_out = ann.post("/users/logout/", json!({})).expect(200);
        let cleared = attributes(&signed_out, "sessionid");
        assert_eq!(cleared, "sessionid=; HttpOnly; SameSite=None; Secure; Path=/; Max-Age=0");
        // Who signs out is known again all the same.
        assert_eq!(signed_out.headers().get_all("set-cookie").iter().count(), 1);
    }

    fn s35_what_a_signed_in_browser_gets_is_kept_by_nobody(server: Server) {
        let ann = Player::new(&server, "ann");
        let changed = ann.change(json!({ "first_name": "Ann" }));
        for reply in [ann.me(), changed, ann.get("/users/2/"), ann.get("/v1/accounts/me"), ann.post("/users/logout/", json!({}))] {
            assert_eq!(reply.header("cache-control"), "no-store", "{reply}");
        }
    }

    with [("PARLOR_PUBLIC_URL", "https://arcade.example"), ("PARLOR_CORS_ORIGINS", "https://play.example:8443")]
    fn s34_which_pages_may_act_with_the_cookie_is_decided_by_the_whole_table(server: Server) {
        let ann = Player::new(&server, "ann");
        // Reached by another name than its own.
        let inside = format!("http://{}", server.address());
        // For each origin, what becomes of it without `Sec-Fetch-Site`, and with each of these.
        let sites = [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site")];
        let table = [
            (Some("https://arcade.example"), "yyyyy"),
            (Some("https://play.example:8443"), "yyyyy"),
            (Some(inside.as_str()), "yynnn"),
            (Some("https://play.example"), "nnnnn"),
            (Some("http://arcade.example"), "nnnnn"),
            (Some("https://arcade.example.evil.example"), "nnnnn"),
            (Some("null"), "nnnnn"),
            (None, "yyynn"),
        ];
        for (origin, row) in table {
            for (site, allowed) in sites.into_iter().zip(row.chars()) {
                let headers: Vec<_> = [("origin", origin), ("sec-fetch-site", site)]
                    .into_iter()
                    .filter_map(|(name, value)| Some((name, value?)))
                    .collect();
                let sent = |request: reqwest::blocking::RequestBuilder| {
                    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
                    request.json(&json!({ "username": "ann", "password": PASSWORD })).reply().status
                };
                let (is_allowed, told) = (allowed == 'y', format!("{origin:?} {site:?}"));
                let changed = sent(ann.request("PATCH", "/users/1/"));
                assert_eq!(changed, if is_allowed { 200 } else { 403 }, "a change: {told}");
                // One that may set a cookie, and carries none.
                let signed_in = sent(server.anonymous().request("POST", "/users/login/"));
                assert_eq!(signed_in, if is_allowed { 200 } else { 403 }, "a sign-in: {told}");
                assert_eq!(sent(ann.request("GET", "/users/1/")), 200, "reading changes nothing: {told}");
                // There is no such room, which only those learn who may ask.
                let mut handshake = vec![("cookie", ann.cookie.as_str())];
                handshake.extend(headers.iter().map(|(name, value)| (*name, *value)));
                let entered = server.socket("/ws/chat/1/", &handshake).map(drop).unwrap_err();
                let may_enter = is_allowed && origin.is_some();
                assert_eq!(entered, if may_enter { 404 } else { 403 }, "a socket: {told}");
            }
        }
        // What is shown by the page itself is no cookie.
        let access = server.anonymous().sign_in("ann", PASSWORD).expect(201).text_of("access_token");
        let shown = server.anonymous().bearing(&format!("Bearer {access}")).request("PATCH", "/users/1/");
        shown.header("origin", "https://evil.example").header("cookie", &ann.cookie).json(&json!({})).reply().expect(200);
    }

    fn a_browser_whose_session_is_over_counts_as_signed_out_where_nobody_has_to_be_signed_in(server: Server) {
        let ann = Player::new(&server, "ann");
        let own = |player: &Player| {
            player.post("/v1/codes", own_code())
        };
        assert_eq!(code(own(&ann)), "409 no_email", "signed in, it is about the account");
        ann.post("/users/logout/", json!({})).expect(200);
        own(&ann).expect(202);
        let proof = json!({ "purpose": "password_recovery", "email": "ann@example.com", "code": "123456" });
        assert_eq!(code(ann.post("/v1/codes/verify", proof)), "400 wrong_code");
        // Where somebody has to be, it is refused; and so is a token everywhere, which can be left out.
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
        let bearing = server.anonymous().bearing("Bearer x");
        assert_eq!(code(bearing.post("/v1/codes", own_code())), "401 bad_credential");
    }
}

fn now() -> DateTime<Utc> {
    SystemClock.now().utc()
}

/// Asks for a code by which the email is proved.
fn own_code() -> Value {
    json!({ "purpose": "email_verification", "email": "ann@example.com" })
}

/// Signs in as the browser that has this cookie.
fn with(client: &Client, cookie: &str, name: &str, password: &str) -> Reply {
    let body = json!({ "username": name, "password": password });
    client.request("POST", "/users/login/").header("cookie", cookie).json(&body).reply()
}
