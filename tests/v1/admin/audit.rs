//! GET `/v1/admin/audit`

use serde_json::{Value, json};

use super::admin;
use crate::both_databases;
use crate::support::{Client, PASSWORD, Server};
use crate::v1::{is_instant, wrong};

/// All entries that a filter fits, from pages of this many.
fn entries(root: &Client, filter: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = root.get(&format!("/v1/admin/audit?{filter}&limit={limit}{cursor}")).expect(200).json();
        all.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

fn kinds(root: &Client, filter: &str) -> Vec<String> {
    let kind = |entry: Value| entry["kind"].as_str().unwrap().to_owned();
    entries(root, filter, 100).into_iter().map(kind).collect()
}

both_databases! {
    fn s74_who_did_what_to_which_account_from_where_and_when(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        server.anonymous().from("127.0.0.9").sign_in("ann@example.com", "a guess").expect(401);
        root.post(&format!("/v1/admin/accounts/{}/unlock", ann.id), json!({})).expect(204);
        root.post("/v1/admin/keys", json!({ "name": "table", "scopes": ["accounts:read"] })).expect(201);
        let session = root.get("/v1/sessions/current").json()["id"].clone();
        let all = entries(&root, "", 2);
        let shown: Vec<_> = all.iter().map(|entry| {
            assert!(is_instant(entry["at"].as_str().unwrap()), "{entry}");
            let field = |name: &str| entry[name].to_string();
            [field("kind"), field("actor"), field("actor_id"), field("account_id"), field("subject_id"), field("address")].join(" ")
        }).collect();
        assert_eq!(shown, [
            r#""service_key_added" "account" 1 null 1 "127.0.0.1""#,
            r#""unlocked" "account" 1 2 null "127.0.0.1""#,
            r#""sign_in_failed" "anyone" null 2 null "127.0.0.9""#,
            r#""signed_in" "account" 2 2 null "127.0.0.1""#,
            r#""signed_up" "anyone" null 2 null "127.0.0.1""#,
            r#""signed_in" "account" 1 1 null "127.0.0.1""#,
            r#""admin_granted" "operator" null 1 null null"#,
            r#""signed_up" "operator" null 1 null null"#,
        ]);
        assert_eq!((&all[0]["session_id"], &all[1]["session_id"]), (&session, &session));
    }

    fn entries_are_filtered(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        ann.sign_in("ann@example.com", "a guess").expect(401);
        assert_eq!(kinds(&root, "account=2"), ["sign_in_failed", "signed_in", "signed_up"]);
        assert_eq!(kinds(&root, "actor=account:2"), ["signed_in"]);
        assert_eq!(kinds(&root, "actor=operator"), ["admin_granted", "signed_up"]);
        assert_eq!(kinds(&root, "actor=anyone&account=2"), ["sign_in_failed", "signed_up"]);
        assert_eq!(kinds(&root, "actor=service:1"), [""; 0]);
        assert_eq!(kinds(&root, "kind=signed_in"), ["signed_in", "signed_in"]);
        assert_eq!(kinds(&root, "kind=of_another_version"), [""; 0]);
        let middle = entries(&root, "account=2", 100)[1]["at"].as_str().unwrap().to_owned();
        assert_eq!(kinds(&root, &format!("account=2&from={middle}")), ["sign_in_failed", "signed_in"]);
        assert_eq!(kinds(&root, &format!("account=2&until={middle}")), ["signed_up"]);
        assert_eq!(kinds(&root, "from=2999-01-01T00:00:00%2B01:00"), [""; 0]);
        let odd = root.get("/v1/admin/audit?account=x&actor=moon&kind=&from=now&until=0&limit=0&cursor=x");
        assert_eq!(wrong(odd), "account: not_an_integer, actor: not_a_choice, kind: blank, from: not_a_time, until: not_a_time, limit: out_of_range, cursor: invalid");
    }

    fn what_a_later_version_wrote_is_shown_as_it_is(server: Server) {
        let root = admin(&server);
        let at = if server.installation.setting("PARLOR_DATABASE_URL").is_some() { "now()" } else { "'2026-11-26 08:30:00.000000'" };
        server.installation.rows(&format!(
            "INSERT INTO audit_log (at, kind, actor) VALUES ({at}, 'moon_landed', 'operator') RETURNING kind AS line"
        ));
        assert_eq!(kinds(&root, "kind=moon_landed"), ["moon_landed"]);
    }

    fn after_a_deletion_the_entries_stay_without_an_address(server: Server) {
        let root = admin(&server);
        let ann = server.owner("ann@example.com");
        ann.delete("/v1/accounts/me").expect(204);
        let left = entries(&root, "account=2", 100);
        assert_eq!(left[0]["kind"], "deleted");
        assert!(left.len() >= 4 && left.iter().all(|entry| entry["address"].is_null()), "{left:?}");
        server.anonymous().sign_in("ann@example.com", PASSWORD).expect(401);
    }
}
