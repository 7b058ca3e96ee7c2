//! Owners who change their password, switch their account off, or leave: what they had opens nothing more,
//! at once and on every instance; and what is deleted is gone.

use std::collections::BTreeSet;

use serde_json::json;

use crate::both_databases;
use crate::support::{Client, Exchange, Kind, Owner, PASSWORD, Server};
use crate::v1::code;

const SHARED_SECRET: (&str, &str) = ("PARLOR_SECRET", "a root secret that two instances share");
/// How an owner leaves.
type Way = fn(&Owner);

const ANOTHER: &str = "another quiet evening";

both_databases! {
    fn s32_a_change_of_password_ends_every_other_session_at_once(server: Server) {
        let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
        let other = ann.again();
        let contract = ann.login(&ann.email, PASSWORD).expect(200);
        let renewed = ann.renew(&other.refresh_token).expect(200);
        ann.put("/v1/accounts/me/password", json!({ "password": ANOTHER })).expect(204);
        dead(&other, &other);
        for tokens in [&contract, &renewed] {
            assert_eq!(code(ann.with(tokens).get("/v1/accounts/me")), "401 bad_credential");
            assert_eq!(code(ann.renew(&tokens.text_of("refresh_token"))), "401 invalid_refresh_token");
        }
        live(&ann, &ann);
        live(&ben, &ben);
    }

    fn s32_leaving_ends_everything_at_once(server: Server) {
        let ben = server.owner("ben@example.com");
        let ways: [(Way, &str); 2] = [(deactivate, "ann@example.com"), (delete, "cleo@example.com")];
        for (leave, email) in ways {
            let ann = server.owner(email);
            let other = ann.again();
            let contract = ann.login(&ann.email, PASSWORD).expect(200);
            leave(&ann);
            dead(&ann, &ann);
            dead(&ann, &other);
            assert_eq!(ann.with(&contract).get("/api/me/").status, 401);
            assert_eq!(ann.refresh(&contract.text_of("refresh_token")).status, 401);
            live(&ben, &ben);
        }
    }

    fn s33_owners_end_their_sessions_and_the_operator_ends_any(server: Server) {
        let ann = server.owner("ann@example.com");
        let (phone, tablet, ben) = (ann.again(), ann.again(), server.owner("ben@example.com"));
        let listed: BTreeSet<i64> = ids(&ann);
        assert_eq!(listed, BTreeSet::from([ann.session(), phone.session(), tablet.session()]));
        ann.delete(&format!("/v1/sessions/{}", phone.session())).expect(204);
        dead(&ann, &phone);
        assert_eq!(ids(&ann), BTreeSet::from([ann.session(), tablet.session()]));
        // Whoever is signed in is the owner, on whichever device.
        tablet.delete("/v1/sessions/others").expect(204);
        dead(&tablet, &ann);
        assert_eq!(ids(&tablet), BTreeSet::from([tablet.session()]));

        let ended = server.cli(&["account", "end-sessions", "--email", &ann.email], "");
        assert_eq!(ended.status, 0, "{ended:?}");
        dead(&ann, &tablet);
        live(&ben, &ben);
        assert_eq!(ids(&ann.again()).len(), 1);
    }

    fn s58_after_a_deletion_no_column_of_any_table_names_the_account_but_the_audit_log(server: Server) {
        let ben = server.owner("ben@example.com");
        number_the_next(&server, 86_420_975);
        let email = "ann.wanderer@example.com";
        let anyone = server.anonymous().from("127.0.0.42");
        anyone.post("/v1/accounts", json!({ "email": email, "password": PASSWORD })).expect(201);
        let body = json!({ "login": email, "password": PASSWORD });
        let request = anyone.request("POST", "/v1/sessions").header("user-agent", "Wanderphone");
        let signed_in = request.json(&body).reply().expect(201);
        let ann = ben.with(&signed_in).from("127.0.0.42");
        let session = ann.get("/v1/sessions/current").json()["id"].to_string();
        ann.patch(
            "/v1/accounts/me",
            json!({
                "username": "Wanderbird", "first_name": "Wanderlinde", "last_name": "Wandermann",
                "public_data": "Wanderpublic", "private_data": "Wanderprivate",
            }),
        )
        .expect(200);
        let cleo = server.owner("cleo@example.com");
        ann.post("/v1/friends/requests", json!({ "account_id": ben.id })).expect(201);
        cleo.post("/v1/blocks", json!({ "account_id": 86_420_975 })).expect(201);
        let talk = ann.post("/v1/conversations", json!({ "account_id": ben.id })).expect(201).json()["id"].clone();
        ann.post(&format!("/v1/conversations/{talk}/messages"), json!({ "text": "hello" })).expect(201);
        anyone.sign_in(email, "a guess").expect(401);
        anyone.from("127.0.0.43").sign_in(email, "a guess").expect(401);
        ann.post("/v1/sessions/current/step-up", json!({ "password": "a guess" })).expect(400);

        ann.put("/v1/accounts/me/pin", json!({ "pin": "48213" })).expect(204);
        ann.post("/v1/accounts/me/pin/verify", json!({ "pin": "11111" })).expect(400);
        ann.post("/v1/codes", json!({ "purpose": "pin_reset" })).expect(202);

        let traces = ["86420975", &session, "wander", "127.0.0.42", "127.0.0.43"];
        let found = columns_with(&server, &traces);
        for table in [
            "accounts.id",
            "app_data.account_id",
            "conversations.high_id",
            "messages.sender_id",
            "pairs.high_id",
            "pairs.asked_by",
            "sessions.account_id",
            "known_clients.account_id",
            "lockouts.login_key",
            "pins.account_id",
            "codes.account_id",
            "code_counters.subject",
            "outbox.account_id",
            "audit_log.address",
        ] {
            assert!(found.iter().any(|(column, _)| column == table), "{table} should be found: {found:?}");
        }
        ann.delete("/v1/accounts/me").expect(204);
        let left = columns_with(&server, &traces);
        let may_stay = [
            ("audit_log.account_id", "86420975"),
            ("audit_log.actor_id", "86420975"),
            ("audit_log.session_id", session.as_str()),
        ];
        let may_stay = may_stay.map(|(column, trace)| (column.to_owned(), trace.to_owned()));
        let stays: BTreeSet<_> = may_stay.into_iter().collect();
        // How far the numbers have been given is a number, and names nobody.
        let left: BTreeSet<_> =
            left.into_iter().filter(|(column, _)| column != "sqlite_sequence.seq").collect();
        assert_eq!(left, stays);
        live(&ben, &ben);
    }
}

#[test]
fn s32_changing_and_leaving_end_sessions_on_another_instance_too() {
    let here = Server::with(Kind::Postgres, &[SHARED_SECRET]);
    let there = here.another();
    let elsewhere = there.anonymous();

    let ann = here.owner("ann@example.com");
    let other = ann.again();
    // Each instance has seen, and may remember, every token.
    for owner in [&ann, &other] {
        live(&elsewhere, owner);
        live(&ann, owner);
    }
    ann.put("/v1/accounts/me/password", json!({ "password": ANOTHER })).expect(204);
    dead(&elsewhere, &other);
    live(&elsewhere, &ann);
    assert_eq!(code(elsewhere.sign_in(&ann.email, PASSWORD)), "401 invalid_login");

    let ways: [(Way, &str); 2] = [(deactivate, "ben@example.com"), (delete, "dora@example.com")];
    for (leave, email) in ways {
        let owner = here.owner(email);
        live(&elsewhere, &owner);
        leave(&owner);
        dead(&elsewhere, &owner);
        dead(&ann, &owner);
    }
    let cleo = here.owner("cleo@example.com");
    let phone = cleo.again();
    live(&elsewhere, &phone);
    cleo.delete("/v1/sessions/others").expect(204);
    dead(&elsewhere, &phone);
    cleo.delete("/v1/sessions").expect(204);
    dead(&elsewhere, &cleo);
}

fn deactivate(owner: &Owner) {
    owner.post("/v1/accounts/me/deactivate", json!({})).expect(204);
}

fn delete(owner: &Owner) {
    owner.delete("/v1/accounts/me").expect(204);
}

/// Whether the tokens of an owner's sign-in still open anything, wherever they are shown.
#[track_caller]
fn live(anyone: &Client, owner: &Owner) {
    anyone.bearing(&format!("Bearer {}", owner.access)).get("/v1/accounts/me").expect(200);
}

#[track_caller]
fn dead(anyone: &Client, owner: &Owner) {
    let shown = anyone.bearing(&format!("Bearer {}", owner.access));
    assert_eq!(code(shown.get("/v1/accounts/me")), "401 bad_credential");
    assert_eq!(shown.get("/api/me/").status, 401);
    assert_eq!(code(anyone.renew(&owner.refresh_token)), "401 invalid_refresh_token");
    assert_eq!(anyone.refresh(&owner.refresh_token).status, 401);
}

fn ids(owner: &Owner) -> BTreeSet<i64> {
    let page = owner.get("/v1/sessions").expect(200).json();
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

/// Lets the next account have a number that nothing else has.
fn number_the_next(server: &Server, id: i64) {
    let sql = match server.installation.setting("PARLOR_DATABASE_URL") {
        Some(_) => format!("ALTER TABLE accounts ALTER COLUMN id RESTART WITH {id}"),
        None => format!(
            "UPDATE sqlite_sequence SET seq = {id} - 1 WHERE name = 'accounts' RETURNING name AS line"
        ),
    };
    server.installation.rows(&sql);
}

/// The columns, of all there are, in which these traces are found, each with the trace.
fn columns_with(server: &Server, traces: &[&str]) -> BTreeSet<(String, String)> {
    let inventory = match server.installation.setting("PARLOR_DATABASE_URL") {
        Some(_) => {
            "SELECT table_name || '.' || column_name AS line FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        }
        None => {
            "SELECT tables.name || '.' || columns.name AS line FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'"
        }
    };
    let mut found = BTreeSet::new();
    for column in server.installation.rows(inventory) {
        let (table, name) = column.split_once('.').unwrap();
        for trace in traces {
            let sql = format!(
                "SELECT 'found' AS line FROM {table} WHERE lower(CAST({name} AS TEXT)) LIKE '%{trace}%' LIMIT 1"
            );
            if !server.installation.rows(&sql).is_empty() {
                found.insert((column.clone(), (*trace).to_owned()));
            }
        }
    }
    found
}
