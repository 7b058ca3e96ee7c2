//! `parlor account …`: making accounts and changing them, by either name, while the server runs.

use insta::assert_snapshot;
use serde_json::json;

use super::{done, refused};
use crate::both_databases;
use crate::support::{PASSWORD, Ran, Server};

/// A password that the operator gives.
const ANOTHER: &str = "another good password";

both_databases! {
    fn creating_prints_the_id_alone_and_the_account_signs_in(server: Server) {
        for (args, name) in [
            (&["--email", "ann@example.com", "--username", "Ann"][..], "ann@example.com"),
            (&["--email", "bob@example.com"], "bob@example.com"),
            (&["--username", "Carl"], "carl"),
            (&["--email", "dora@example.com", "--admin"], "DORA@example.com"),
        ] {
            let printed = done(create(&server, args, PASSWORD));
            let id: i64 = printed.strip_suffix('\n').unwrap().parse().unwrap();
            let tokens = server.anonymous().login(name, PASSWORD).expect(200);
            let owner = server.anonymous().bearing(&format!("Bearer {}", tokens.text_of("access_token")));
            assert_eq!(owner.get("/api/me/").expect(200).json()["id"], id);
        }
        server.anonymous().login("Ann", PASSWORD).expect(200);
    }

    fn what_is_shown_holds_no_password(server: Server) {
        done(create(&server, &["--email", "ann@example.com", "--username", "Ann", "--admin"], PASSWORD));
        done(create(&server, &["--username", "Bob"], PASSWORD));
        server.anonymous().login("ann", PASSWORD).expect(200);
        server.anonymous().login("ann", PASSWORD).expect(200);
        let by_name = show(&server, "--username", "ANN");
        assert_eq!(by_name, show(&server, "--email", "ann@example.com"));
        assert_snapshot!(without_times(&by_name), @r#"
        id: 1
        username: Ann
        email: ann@example.com
        email verified: TIME
        state: active
        admin: yes
        created: TIME
        live sessions: 2
        locked until: no
        "#);
        assert_snapshot!(without_times(&show(&server, "--username", "bob")), @r#"
        id: 2
        username: Bob
        email: (none)
        email verified: no
        state: active
        admin: no
        created: TIME
        live sessions: 0
        locked until: no
        "#);
        // One who signed up has not confirmed the address.
        server.member("carl@example.com");
        assert_eq!(field(&show(&server, "--email", "carl@example.com"), "email verified"), "no");
    }

    fn a_new_password_ends_every_session_and_the_old_one_is_worth_nothing(server: Server) {
        for name in ["--username", "--email"] {
            let ann = server.member(&format!("ann{name}@example.com"));
            done(server.cli(&["account", "set-password", name, &ann.email, "--password-stdin"], ANOTHER));
            ann.get("/api/me/").expect(401);
            ann.refresh(&ann.refresh_token).expect(401);
            ann.login(&ann.email, PASSWORD).expect(401);
            ann.login(&ann.email, ANOTHER).expect(200);
        }
    }

    fn an_account_is_switched_off_and_on(server: Server) {
        for name in ["--username", "--email"] {
            let ann = server.member(&format!("ann{name}@example.com"));
            assert_eq!(done(server.cli(&["account", "deactivate", name, &ann.email], "")), "");
            ann.get("/api/me/").expect(401);
            ann.login(&ann.email, PASSWORD).expect(401);
            assert_eq!(field(&show(&server, name, &ann.email), "state"), "deactivated");
            // A second time changes nothing.
            done(server.cli(&["account", "deactivate", name, &ann.email], ""));
            assert_eq!(done(server.cli(&["account", "activate", name, &ann.email], "")), "");
            ann.get("/api/me/").expect(401);
            ann.login(&ann.email, PASSWORD).expect(200);
            assert_eq!(field(&show(&server, name, &ann.email), "state"), "active");
        }
    }

    fn administrators_are_made_and_unmade(server: Server) {
        let ann = server.member("ann@example.com");
        let is_admin = || field(&show(&server, "--email", "ann@example.com"), "admin");
        assert_eq!(is_admin(), "no");
        done(server.cli(&["account", "set-admin", "--email", &ann.email], ""));
        assert_eq!(is_admin(), "yes");
        done(server.cli(&["account", "set-admin", "--username", &ann.email, "--off"], ""));
        assert_eq!(is_admin(), "no");
        ann.get("/api/me/").expect(200);
    }

    fn sessions_are_ended_and_the_password_stays(server: Server) {
        for name in ["--username", "--email"] {
            let ann = server.member(&format!("ann{name}@example.com"));
            ann.login(&ann.email, PASSWORD).expect(200);
            assert_eq!(field(&show(&server, name, &ann.email), "live sessions"), "2");
            assert_eq!(done(server.cli(&["account", "end-sessions", name, &ann.email], "")), "");
            assert_eq!(field(&show(&server, name, &ann.email), "live sessions"), "0");
            ann.get("/api/me/").expect(401);
            ann.refresh(&ann.refresh_token).expect(401);
            ann.login(&ann.email, PASSWORD).expect(200);
        }
    }

    fn a_renamed_account_is_found_by_its_new_name(server: Server) {
        let ann = server.member("ann@example.com");
        ann.patch("/api/me/", json!({ "username": "Ann of Cleves" })).expect(200);
        assert_eq!(field(&show(&server, "--username", "ann OF cleves"), "email"), "ann@example.com");
        refused(server.cli(&["account", "show", "--username", "ann@example.org"], ""), 1);
    }

    fn a_name_that_nobody_has_is_told(server: Server) {
        let stranger = ["--username", "nobody"];
        let commands = ["show", "unlock", "deactivate", "activate", "set-admin", "end-sessions"];
        let sentences = commands.map(|command| {
            refused(server.cli(&[&["account", command][..], &stranger].concat(), ""), 1)
        });
        assert_snapshot!(sentences[0], @r#"no account is called "nobody": check the spelling, and which database PARLOR_DATABASE_URL or PARLOR_DATA_DIR names."#);
        assert!(sentences.iter().all(|sentence| *sentence == sentences[0]), "{sentences:?}");
        let args = ["account", "set-password", "--email", "nobody@example.com", "--password-stdin"];
        refused(server.cli(&args, ANOTHER), 1);
    }

    fn an_account_that_cannot_be_made_is_told_why(server: Server) {
        server.member("ann@example.com");
        done(create(&server, &["--username", "Carl"], PASSWORD));
        let sentences = [
            (&["--email", "ANN@example.com"][..], PASSWORD, 1),
            (&["--username", "carl"], PASSWORD, 1),
            (&["--email", "bob@example.com", "--username", "cArl"], PASSWORD, 1),
            (&["--email", "bob@example.com"], "seven77", 1),
            (&["--email", "bob@example.com"], "password", 1),
            (&["--email", "bob@example.com"], "bob@example.com", 1),
            (&["--email", "bob@example.com"], "1234567890987", 1),
            (&["--email", "bob@example.com"], "", 2),
            (&["--email", "bob@example.com", "--username", "eve@example.com"], PASSWORD, 2),
        ]
        .map(|(args, password, status)| refused(create(&server, args, password), status));
        assert_snapshot!(sentences.join("\n"), @r#"
        an account with this email is there already: give another --email, or look at it with `parlor account show`.
        an account with this username is there already: give another --username, or look at it with `parlor account show`.
        an account with this username is there already: give another --username, or look at it with `parlor account show`.
        this password cannot be used: it needs at least 8 characters, and it is among the first that anybody would try; give another.
        this password cannot be used: it is among the first that anybody would try; give another.
        this password cannot be used: it is too close to the username, and it is too close to the email address; give another.
        this password cannot be used: it is all digits; give another.
        no password came on standard input: give it as one line.
        a username that is an email address must be the account's own: give the same --email, or another --username.
        "#);
        refused(server.cli(&["account", "show", "--email", "bob@example.com"], ""), 1);
    }

    fn a_weak_new_password_changes_nothing(server: Server) {
        let ann = server.member("ann@example.com");
        for weak in ["seven77", "password", "ann@example.com", "9876543210"] {
            let args = ["account", "set-password", "--email", &ann.email, "--password-stdin"];
            refused(server.cli(&args, weak), 1);
        }
        ann.get("/api/me/").expect(200);
        ann.login(&ann.email, PASSWORD).expect(200);
    }
}

fn create(server: &Server, args: &[&str], password: &str) -> Ran {
    server.cli(&[&["account", "create"], args, &["--password-stdin"]].concat(), password)
}

fn show(server: &Server, kind: &str, name: &str) -> String {
    let shown = done(server.cli(&["account", "show", kind, name], ""));
    assert!(!shown.contains('$') && !shown.contains("bcrypt"), "{shown}");
    shown
}

#[track_caller]
fn field(shown: &str, name: &str) -> String {
    let line = shown.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in\n{shown}")).to_owned()
}

/// The same with `TIME` where a time stands.
fn without_times(shown: &str) -> String {
    let is_time = |value: &str| value.len() == 20 && value.starts_with("20") && value.ends_with('Z');
    let lines = shown.lines().map(|line| match line.split_once(": ") {
        Some((name, value)) if is_time(value) => format!("{name}: TIME"),
        _ => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

both_databases! {
    fn an_operator_deletes_an_account_and_resets_its_factors(server: Server) {
        let ann = server.owner("ann@example.com");
        ann.put("/v1/accounts/me/pin", serde_json::json!({ "pin": "48213" })).expect(204);
        assert_eq!(done(server.cli(&["account", "reset-factors", "--email", "ann@example.com"], "")), "");
        ann.post("/v1/accounts/me/pin/verify", serde_json::json!({ "pin": "48213" })).expect(409);
        assert_eq!(done(server.cli(&["account", "delete", "--username", "ann@example.com"], "")), "");
        ann.get("/v1/accounts/me").expect(401);
        let again = refused(server.cli(&["account", "delete", "--email", "ann@example.com"], ""), 1);
        assert!(again.contains("no account is called"), "{again}");
        server.owner("ann@example.com");
    }
}
