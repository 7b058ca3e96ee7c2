//! `ETag` and `If-Match` on `/v1/accounts/me`

use insta::assert_snapshot;
use parlor_testkit::at_once;
use serde_json::json;

use crate::both_databases;
use crate::support::{Exchange, Owner, Reply, Server};
use crate::v1::{code, problem};

both_databases! {
    fn every_change_has_a_tag_of_its_own_and_what_is_no_change_has_none(server: Server) {
        let ann = server.owner("ann@example.com");
        let tag = |reply: Reply| reply.expect(200).header("etag").to_owned();
        let mut seen = vec![tag(ann.get("/v1/accounts/me"))];
        for body in [
            json!({ "first_name": "Ann" }),
            json!({ "username": "ann" }),
            json!({ "public_data": 1 }),
            json!({ "private_data": 2 }),
            json!({ "first_name": null }),
        ] {
            let now = tag(ann.patch("/v1/accounts/me", body.clone()));
            assert!(!seen.contains(&now), "{body}: {now}");
            assert_eq!(tag(ann.get("/v1/accounts/me")), now);
            assert_eq!(tag(ann.request("HEAD", "/v1/accounts/me").reply()), now);
            seen.push(now);
        }
        assert_eq!(&tag(ann.patch("/v1/accounts/me", json!({ "username": "ann" }))), seen.last().unwrap());
        assert_eq!(&tag(ann.patch("/v1/accounts/me", json!({}))), seen.last().unwrap());
        ann.patch("/v1/accounts/me", json!({ "username": "a/b" })).expect(400);
        assert_eq!(&tag(ann.get("/v1/accounts/me")), seen.last().unwrap());
        // A change that came through a contract is one too.
        ann.patch("/api/me/", json!({ "username": "Ann" })).expect(200);
        assert!(!seen.contains(&tag(ann.get("/v1/accounts/me"))));
    }

    fn a_change_that_was_thought_out_on_another_state_is_refused(server: Server) {
        let ann = server.owner("ann@example.com");
        let old = ann.get("/v1/accounts/me").header("etag").to_owned();
        let new = change(&ann, &[&old], "Ann").expect(200).header("etag").to_owned();
        assert_snapshot!(problem(change(&ann, &[&old], "Bea")), @r#"412 {"title":"Precondition Failed","status":412,"code":"outdated","detail":"The account has changed since; read it again.","request_id":"…"}"#);
        assert_eq!(ann.get("/v1/accounts/me").json()["first_name"], "Ann");
        change(&ann, &[&new], "Bea").expect(200);
    }

    fn any_of_several_tags_and_a_star_will_do(server: Server) {
        let ann = server.owner("ann@example.com");
        let now = || ann.get("/v1/accounts/me").header("etag").to_owned();
        for tag in ["*", " * "] {
            change(&ann, &[tag], "Ann").expect(200);
        }
        change(&ann, &[&format!("\"77\", {}", now())], "Ann").expect(200);
        change(&ann, &[&format!("\"77\" ,{} , W/\"78\"", now())], "Bea").expect(200);
        change(&ann, &["\"77\"", &now()], "Cleo").expect(200);
        change(&ann, &["nonsense", &now()], "Dora").expect(200);
    }

    fn what_is_not_the_present_tag_is_none(server: Server) {
        let ann = server.owner("ann@example.com");
        let now = ann.get("/v1/accounts/me").header("etag").to_owned();
        let digits = now.trim_matches('"');
        for other in [
            format!("W/{now}"),
            digits.to_owned(),
            format!("'{digits}'"),
            format!("\"0{digits}\""),
            format!("\"+{digits}\""),
            format!("\" {digits}\""),
            "\"77\"".to_owned(),
            "\"0\"".to_owned(),
            "\"-1\"".to_owned(),
            "\"\"".to_owned(),
            String::new(),
            " ".to_owned(),
            ",".to_owned(),
            "nonsense".to_owned(),
            "\"99999999999999999999999\"".to_owned(),
            "\"*\"".to_owned(),
            "null".to_owned(),
            "\"漢\"".to_owned(),
            format!("\"{digits}"),
            "\"2\", \"3\", W/\"1\"".to_owned(),
        ] {
            assert_eq!(code(change(&ann, &[&other], "Eve")), "412 outdated", "{other:?}");
        }
        assert_eq!(ann.get("/v1/accounts/me").json()["first_name"], json!(null));
    }

    fn of_two_changes_at_once_on_one_state_one_wins(server: Server) {
        let ann = server.owner("ann@example.com");
        for round in 0..5 {
            let tag = ann.get("/v1/accounts/me").header("etag").to_owned();
            let replies = at_once(8, |number| change(&ann, &[&tag], &format!("Ann {round} {number}")));
            let winners: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 200).collect();
            assert_eq!(winners.len(), 1);
            assert_eq!(winners[0].text, ann.get("/v1/accounts/me").text);
            for reply in replies.into_iter().filter(|reply| reply.status != 200) {
                assert_eq!(code(reply), "412 outdated");
            }
        }
    }

    fn changes_at_once_without_a_tag_do_not_undo_each_other(server: Server) {
        let ann = server.owner("ann@example.com");
        let changes = [
            json!({ "first_name": "Ann" }),
            json!({ "last_name": "Miller" }),
            json!({ "username": "ann" }),
            json!({ "public_data": [1] }),
            json!({ "private_data": [2] }),
        ];
        at_once(5, |number| ann.patch("/v1/accounts/me", changes[number].clone()).expect(200));
        let now = ann.get("/v1/accounts/me").json();
        for change in changes {
            for (field, value) in change.as_object().unwrap() {
                assert_eq!(&now[field], value, "{now}");
            }
        }
    }
}

fn change(owner: &Owner, tags: &[&str], name: &str) -> Reply {
    let request = owner.request("PATCH", "/v1/accounts/me").json(&json!({ "first_name": name }));
    let request = tags.iter().fold(request, |request, tags| {
        request.header("if-match", reqwest::header::HeaderValue::from_bytes(tags.as_bytes()).unwrap())
    });
    request.reply()
}
