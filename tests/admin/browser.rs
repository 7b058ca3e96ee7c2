//! The pages in a real browser: found, read, done, undone.

use std::thread::sleep;
use std::time::Duration;

use serde_json::json;

use super::make_admin;
use crate::support::{Browser, Exchange, Kind, PASSWORD, Server};

const ROOT: &str = "root@example.com";
/// Were it taken for HTML, it would leave a trace.
const HOSTILE: &str = "<img src=x onerror=hacked=1>";
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

fn sign_in(browser: &Browser, login: &str, password: &str) {
    browser.write("[name=login]", login);
    browser.write("[name=password]", password);
    browser.press("Sign in");
}

/// Nothing on any page was taken for more than text, and nothing went wrong.
#[track_caller]
fn is_sound(browser: &Browser) {
    assert_eq!(browser.complaints(), [""; 0]);
    assert_eq!(browser.run("return window.hacked ?? document.querySelectorAll('main img').length"), 0);
}

#[test]
fn an_account_is_found_and_what_is_done_to_it_is_undone() {
    let server = Server::with(Kind::Sqlite, &[("PARLOR_TOKENS__FRESH_FOR", "5s")]);
    make_admin(&server, ROOT);
    let anyone = server.anonymous();
    let ann = json!({ "username": "Ann Miller", "first_name": HOSTILE, "password": PASSWORD });
    anyone.post("/v1/accounts", ann).expect(201);
    let request = anyone.request("POST", "/v1/sessions").header("user-agent", format!("{HOSTILE} 7"));
    request.json(&json!({ "login": "ann miller", "password": PASSWORD })).reply().expect(201);

    let browser = Browser::open();
    browser.go(&format!("http://{}/admin/#/accounts", server.address()));
    browser.sees("These pages are for administrators.");
    sign_in(&browser, ROOT, "a guess");
    browser.sees("There is no such account, or this is not its password.");
    sign_in(&browser, "ann miller", PASSWORD);
    browser.sees("This account is not an administrator's.");
    sign_in(&browser, ROOT, PASSWORD);
    browser.sees("Find an account");

    browser.write("[name=query]", "ANN");
    browser.press("Find");
    browser.press("Ann Miller");
    browser.sees("What happened");
    assert!(browser.address().contains("/admin/#/accounts/2"), "{}", browser.address());
    browser.sees(HOSTILE);
    browser.sees("signed in");
    browser.sees(&format!("{HOSTILE} 7"));

    browser.press("Deactivate");
    browser.press("Cancel");
    browser.misses("Its sessions end and nobody can sign in with it.");
    browser.press("Deactivate");
    browser.sees("Its sessions end and nobody can sign in with it.");
    browser.press("Deactivate");
    browser.sees("Ann Miller is switched off");
    browser.sees("It is signed in nowhere.");
    assert_eq!(anyone.sign_in("ann miller", PASSWORD).status, 401);
    browser.press("Undo");
    browser.sees("Ann Miller is switched on.");
    anyone.sign_in("ann miller", PASSWORD).expect(201);

    browser.write("[name=units]", "many");
    browser.write("[name=reason]", HOSTILE);
    browser.press("Move the balance");
    browser.sees("A valid integer is required.");
    browser.write("[name=units]", "-5");
    browser.press("Move the balance");
    browser.sees("There is not as much as would be taken.");
    browser.write("[name=units]", "250");
    browser.press("Move the balance");
    browser.sees("The balance moved by 250, and is 250 now.");
    browser.sees("+250");
    browser.press("Undo");
    browser.sees("The balance moved by -250, and is 0 now.");
    browser.sees(&format!("Undone: {HOSTILE}"));
    browser.write("[name=value]", "1200");
    browser.press("Write the score");
    browser.sees("The score is 1,200 now.");

    // By now the sign-in is too long ago for this.
    sleep(Duration::from_secs(5));
    browser.press("Make an administrator");
    browser.sees("Administrators may do everything");
    browser.press("Make an administrator");
    browser.write("dialog [name=password]", "a guess");
    browser.press("Go on");
    browser.sees("Invalid password.");
    browser.write("dialog [name=password]", PASSWORD);
    browser.press("Go on");
    browser.sees("Ann Miller is an administrator.");
    is_sound(&browser);

    browser.reload();
    browser.sees("Dismiss as an administrator");
    browser.narrow();
    assert_eq!(
        browser.run("return document.documentElement.scrollWidth > innerWidth"),
        false,
        "it is too wide"
    );
    browser.press("Sign out");
    browser.sees("You are signed out.");
    browser.reload();
    browser.sees("These pages are for administrators.");
    is_sound(&browser);
}

#[test]
fn by_the_keyboard_lists_are_walked_and_keys_are_made_and_taken_back() {
    let server = Server::with(Kind::Postgres, &[]);
    make_admin(&server, ROOT);
    let anyone = server.anonymous();
    for number in 0..55 {
        let body = json!({ "username": format!("player {number}"), "password": PASSWORD });
        anyone.post("/v1/accounts", body).expect(201);
    }
    let browser = Browser::open();
    browser.go(&format!("http://{}/admin/#/accounts", server.address()));
    browser.sees("Sign in");
    // The cursor waits in the first field.
    browser.type_keys(&format!("{ROOT}{TAB}{PASSWORD}{ENTER}"));
    browser.sees("player 54");
    let rows = || browser.run("return document.querySelectorAll('tbody tr').length").as_u64().unwrap();
    assert_eq!(rows(), 50);
    browser.press("Show more");
    browser.misses("Show more");
    assert_eq!(rows(), 56);

    browser.press("Service keys");
    browser.sees("There is no key yet.");
    browser.press("Make the key");
    browser.sees("This field may not be blank.");
    browser.write("[name=name]", "card table");
    browser.press_at("[value='accounts:read']");
    browser.press("Make the key");
    browser.sees("it is not shown again");
    let secret = browser.run("return document.querySelector('dialog .secret').value");
    let key = anyone.bearing(&format!("Bearer {}", secret.as_str().unwrap()));
    key.post("/v1/introspect", json!({ "token": "x" })).expect(200);
    browser.press("Done");
    browser.sees("The key card table is made.");
    browser.press("Take card table back");
    browser.press("Take it back");
    browser.sees("The key card table is taken back.");
    key.post("/v1/introspect", json!({ "token": "x" })).expect(401);

    browser.press("Audit log");
    browser.sees("Entries, the newest first");
    browser.write("[name=kind]", "service_key_added");
    browser.press("Filter");
    browser.misses("service key revoked");
    browser.sees("service key added");
    assert!(browser.address().ends_with("#/audit?kind=service_key_added"), "{}", browser.address());
    browser.press("Mail");
    browser.sees("Every mail has found its way.");
    browser.press("Overview");
    browser.sees("Active accounts");
    is_sound(&browser);
}
