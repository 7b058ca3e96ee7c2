//! `/v1/admin/accounts`

use std::thread::sleep;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::json;

use super::admin;
use crate::both_databases;
use crate::support::{Client, Exchange, Kind, PASSWORD, Reply, Server};
use crate::v1::{code, hiding, problem, wrong};

const STALE: (&str, &str) = ("PARLOR_TOKENS__FRESH_FOR", "1s");

fn order(root: &Client, id: i64, order: &str) -> Reply {
    root.post(&format!("/v1/admin/accounts/{id}/{order}"), json!({}))
}

fn rights(root: &Client, method: &str, id: i64) -> Reply {
    root.request(method, &format!("/v1/admin/accounts/{id}/administrator")).reply()
}

/// The usernames on all pages of a list.
fn names(root: &Client, query: &str, limit: usize) -> Vec<String> {
    let (mut names, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = root.get(&format!("/v1/admin/accounts?{query}&limit={limit}{cursor}")).expect(200).json();
        let items = page["items"].as_array().unwrap();
        names.extend(items.iter().map(|account| account["username"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { return names };
        cursor = format!("&cursor={next}");
    }
}

both_databases! {
    fn accounts_are_found_by_how_a_name_begins_and_by_their_id(server: Server) {
        let root = admin(&server);
        for (email, username) in [("ann@example.com", "Annabel"), ("zoe@example.com", "Ann"), ("b@example.com", "Zed 9")] {
            let body = json!({ "email": email, "username": username, "password": PASSWORD });
            server.anonymous().post("/v1/accounts", body).expect(201);
        }
        for limit in [1, 2, 50] {
            assert_eq!(names(&root, "query=ANN", limit), ["Ann", "Annabel"]);
            assert_eq!(names(&root, "query=annab", limit), ["Annabel"]);
            assert_eq!(names(&root, "query=z", limit), ["Zed 9", "Ann"]);
            assert_eq!(names(&root, "query=zed%209", limit), ["Zed 9"]);
            assert_eq!(names(&root, "query=2", limit), ["Annabel"]);
            assert_eq!(names(&root, "query=nobody", limit), [""; 0]);
            assert_eq!(names(&root, "query=%25", limit), [""; 0]);
            assert_eq!(names(&root, "query=a%00", limit), [""; 0]);
            assert_eq!(names(&root, "query=", limit), ["Zed 9", "Ann", "Annabel", "root@example.com"]);
        }
        assert_snapshot!(
            hiding(&root.get("/v1/admin/accounts?query=annab"), &["/items/0/created_at"]),
            @r#"200 {"items":[{"id":2,"email":"ann@example.com","email_verified_at":null,"username":"Annabel","first_name":null,"last_name":null,"state":"active","is_admin":false,"has_password":true,"created_at":…}],"next_cursor":null}"#
        );
        let odd = root.get("/v1/admin/accounts?limit=101&cursor=%21");
        assert_eq!(wrong(odd), "limit: out_of_range, cursor: invalid");
    }

    fn a_list_is_about_those_alone_that_are_wanted(server: Server) {
        let root = admin(&server);
        for name in ["ann", "anton", "ben"] {
            server.anonymous().post("/v1/accounts", json!({ "username": name, "password": PASSWORD })).expect(201);
        }
        server.anonymous().post("/v1/accounts", json!({ "email": "waits@example.com" })).expect(202);
        order(&root, 2, "deactivate").expect(204);
        rights(&root, "PUT", 4).expect(204);
        for limit in [1, 2, 50] {
            assert_eq!(names(&root, "state=deactivated", limit), ["ann"]);
            assert_eq!(names(&root, "state=active", limit), ["ben", "anton", "root@example.com"]);
            assert_eq!(names(&root, "is_admin=true", limit), ["ben", "root@example.com"]);
            assert_eq!(names(&root, "is_admin=false&state=active", limit), ["anton"]);
            assert_eq!(names(&root, "state=active&query=an", limit), ["anton"]);
            assert_eq!(names(&root, "state=&is_admin=&query=ann", limit), ["ann"]);
        }
        let waiting = root.get("/v1/admin/accounts?state=pending").expect(200).json();
        assert_eq!(waiting["items"][0]["email"], "waits@example.com");
        let odd = root.get("/v1/admin/accounts?state=gone&is_admin=perhaps");
        assert_eq!(wrong(odd), "state: not_a_choice, is_admin: not_a_boolean");
    }

    fn one_comes_with_all_that_belongs_to_it(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        ann.put("/v1/accounts/me/pin", json!({ "pin": "48213" })).expect(204);
        for _ in 0..5 {
            server.anonymous().from("127.0.0.9").sign_in("ann@example.com", "a guess");
        }
        let told = root.get(&format!("/v1/admin/accounts/{}", ann.id)).expect(200).json();
        assert_eq!((&told["id"], &told["email"]), (&json!(ann.id), &json!("ann@example.com")));
        assert_eq!((&told["has_password"], &told["has_pin"]), (&json!(true), &json!(true)));
        assert_eq!((&told["balance"], &told["score"]), (&json!(0), &json!(0)));
        assert_eq!(told["sessions"][0]["kind"], "pair");
        assert!(told["locked_until"].is_string() && told["pin_locked_until"].is_null());
        assert_eq!((&told["live_sessions"], &told["sessions"][0]["id"]), (&json!(1), &json!(ann.session())));
        let kinds: Vec<_> = told["audit"].as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds[..2], ["locked", "sign_in_failed"]);
        assert!(kinds.contains(&"pin_set") && kinds.contains(&"signed_up"), "{kinds:?}");
    }

    fn the_score_of_one_who_is_switched_off_is_told_too(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        let score = json!({ "scores": [{ "account_id": ann.id, "mode": "set", "value": -70 }] });
        root.post("/v1/admin/scores", score).expect(200);
        for order_given in ["deactivate", "activate"] {
            order(&root, ann.id, order_given).expect(204);
            assert_eq!(root.get(&format!("/v1/admin/accounts/{}", ann.id)).expect(200).json()["score"], -70);
        }
    }

    fn a_locked_account_is_unlocked(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        let there = server.anonymous().from("127.0.0.9");
        for _ in 0..5 {
            there.sign_in("ann@example.com", "a guess");
        }
        assert_eq!(code(there.sign_in("ann@example.com", PASSWORD)), "403 locked_out");
        assert_snapshot!(order(&root, ann.id, "unlock"), @"204 ");
        there.sign_in("ann@example.com", PASSWORD).expect(201);
    }

    fn an_account_is_switched_off_and_on(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        assert_snapshot!(order(&root, ann.id, "deactivate"), @"204 ");
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(ann.sign_in(&ann.email, PASSWORD)), "401 invalid_login");
        assert_eq!(names(&root, "query=ann", 9), ["ann@example.com"]);
        assert_snapshot!(order(&root, ann.id, "activate"), @"204 ");
        assert_eq!(code(ann.get("/v1/accounts/me")), "401 bad_credential");
        ann.again();
    }

    fn s33_an_administrator_ends_any_session(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        let (phone, tablet) = (ann.again(), ann.again());
        let path = format!("/v1/admin/sessions/{}", phone.session());
        assert_snapshot!(root.delete(&path), @"204 ");
        assert_eq!(code(phone.get("/v1/accounts/me")), "401 bad_credential");
        assert_eq!(code(phone.renew(&phone.refresh_token)), "401 invalid_refresh_token");
        assert_eq!(code(root.delete(&path)), "404 not_found");
        tablet.get("/v1/accounts/me").expect(200);
        assert_snapshot!(root.delete(&format!("/v1/admin/accounts/{}/sessions", ann.id)), @"204 ");
        for owner in [&ann, &tablet] {
            assert_eq!(code(owner.get("/v1/accounts/me")), "401 bad_credential");
        }
        root.get("/v1/accounts/me").expect(200);
    }

    fn s10_a_recovery_code_is_mailed_to_the_owner_who_sets_the_password(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        assert_snapshot!(order(&root, ann.id, "send-recovery"), @"202 ");
        let code_sent = server.inbox("ann@example.com").code();
        let body = json!({ "email": "ann@example.com", "code": code_sent, "password": "another quiet evening" });
        server.anonymous().put("/v1/recovery/password", body).expect(204);
        ann.sign_in("ann@example.com", "another quiet evening").expect(201);
        let reply = order(&root, ann.id, "send-recovery").expect(429);
        assert!((1..=30).contains(&reply.header("retry-after").parse::<u64>().unwrap()));
        let nameless = server.anonymous().post("/v1/accounts", json!({ "username": "cleo", "password": PASSWORD }));
        let cleo = nameless.expect(201).json()["id"].as_i64().unwrap();
        assert_eq!(code(order(&root, cleo, "send-recovery")), "409 no_email");
        order(&root, cleo, "deactivate").expect(204);
        let ben = server.owner("ben@example.com");
        order(&root, ben.id, "deactivate").expect(204);
        assert_eq!(code(order(&root, ben.id, "send-recovery")), "409 not_active");
    }

    fn rights_are_given_and_taken_but_for_the_last(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        assert_eq!(code(ann.get("/v1/admin/statistics")), "403 forbidden");
        assert_snapshot!(rights(&root, "PUT", ann.id), @"204 ");
        ann.get("/v1/admin/statistics").expect(200);
        assert_snapshot!(rights(&root, "DELETE", ann.id), @"204 ");
        assert_eq!(code(ann.get("/v1/admin/statistics")), "403 forbidden");
        let last = problem(rights(&root, "DELETE", 1));
        assert_snapshot!(
            last,
            @r#"409 {"title":"Conflict","status":409,"code":"last_administrator","detail":"No administrator would be left: make another one first.","request_id":"…"}"#
        );
        assert_eq!(code(order(&root, 1, "deactivate")), "409 last_administrator");
        rights(&root, "PUT", ann.id).expect(204);
        order(&root, 1, "deactivate").expect(204);
        assert_eq!(code(root.get("/v1/accounts/me")), "401 bad_credential");
    }

    with [STALE]
    fn s7_what_is_dangerous_wants_a_fresh_sign_in(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        let other = server.admin("other@example.com");
        sleep(Duration::from_millis(1_100));
        let stale = "403 fresh_sign_in_required";
        assert_eq!(code(rights(&root, "PUT", ann.id)), stale);
        assert_eq!(code(rights(&root, "DELETE", ann.id)), stale);
        assert_eq!(code(order(&root, ann.id, "reset-factors")), stale);
        assert_eq!(code(order(&root, 3, "deactivate")), stale);
        other.get("/v1/admin/statistics").expect(200);
        for usual in ["deactivate", "activate", "unlock", "send-recovery"] {
            assert!(order(&root, ann.id, usual).status < 300, "{usual}");
        }
        let tokens = root.post("/v1/sessions/current/step-up", json!({ "password": PASSWORD })).expect(200);
        let fresh = root.bearing(&format!("Bearer {}", tokens.text_of("access_token")));
        rights(&fresh, "PUT", ann.id).expect(204);
    }

    fn a_pin_is_taken_away_and_the_owner_is_told(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        ann.put("/v1/accounts/me/pin", json!({ "pin": "48213" })).expect(204);
        assert_snapshot!(order(&root, ann.id, "reset-factors"), @"204 ");
        assert_eq!(code(ann.post("/v1/accounts/me/pin/verify", json!({ "pin": "48213" }))), "409 no_pin");
        ann.put("/v1/accounts/me/pin", json!({ "pin": "59324" })).expect(204);
    }
}

/// Two administrators who dismiss each other at the same moment: one of them stays.
#[test]
fn however_they_race_one_administrator_is_left() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let server = Server::with(kind, &[]);
        let (one, two) = (server.admin("one@example.com"), server.admin("two@example.com"));
        for _ in 0..5 {
            let outcomes: Vec<u16> = std::thread::scope(|scope| {
                let first = scope.spawn(|| rights(&one, "DELETE", 2).status);
                let second = scope.spawn(|| rights(&two, "DELETE", 1).status);
                vec![first.join().unwrap(), second.join().unwrap()]
            });
            let done = outcomes.iter().filter(|status| **status == 204).count();
            assert_eq!(done, 1, "{kind:?}: {outcomes:?}");
            for email in ["one@example.com", "two@example.com"] {
                let set = server.cli(&["account", "set-admin", "--email", email], "");
                assert_eq!(set.status, 0, "{set:?}");
            }
        }
    }
}
