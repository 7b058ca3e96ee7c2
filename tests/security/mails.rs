//! What mails say, what they give away, and what of them lies about.

use std::thread;
use std::time::Duration;

use parlor_testkit::{Fault, Smtp, Stage, Terms};

use super::{BAD_REFRESH_TOKEN, me, pair, secrets};
use crate::support::{Exchange, Kind, Server};

/// Longer than the grace period of the tests that set one.
const PAST_GRACE: Duration = Duration::from_millis(1500);

fn on_both(settings: &[(&str, &str)], check: impl Fn(&Server, &Smtp)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let smtp = Smtp::start();
        let url = smtp.url();
        let settings: Vec<_> = settings.iter().copied().chain([("PARLOR_SMTP_URL", url.as_str())]).collect();
        check(&Server::with(kind, &settings), &smtp);
    }
}

#[test]
fn s41_the_owner_of_a_session_that_a_reuse_ended_gets_one_mail() {
    on_both(&[("PARLOR_TOKENS__REFRESH_GRACE", "1s")], |server, smtp| {
        let ann = server.member("ann@example.com");
        let (access, refresh) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        me(&ann, &access).expect(200);
        thread::sleep(PAST_GRACE);
        for token in [&ann.refresh_token, &refresh, &ann.refresh_token] {
            assert_eq!(ann.refresh(token).to_string(), BAD_REFRESH_TOKEN);
        }
        let mail = smtp.wait_for(1).remove(0);
        assert_eq!(mail.to, ["ann@example.com"]);
        assert!(mail.message.contains("Subject: One of your sessions was ended"), "{}", mail.message);
        assert!(mail.message.contains("from 127.0.0.1"), "{}", mail.message);
        thread::sleep(PAST_GRACE);
        assert_eq!(smtp.tries(), 1);
    });
}

#[test]
fn s42_so_does_the_owner_of_one_that_an_older_token_ended() {
    on_both(&[("PARLOR_TOKENS__REFRESH_GRACE", "1s")], |server, smtp| {
        let ann = server.member("ann@example.com");
        let (_, second) = pair(&ann.refresh(&ann.refresh_token).expect(200));
        ann.refresh(&second).expect(200);
        thread::sleep(PAST_GRACE);
        assert_eq!(ann.refresh(&ann.refresh_token).to_string(), BAD_REFRESH_TOKEN);
        let mail = smtp.wait_for(1).remove(0);
        assert!(mail.message.contains("Subject: One of your sessions was ended"), "{}", mail.message);
    });
}

#[test]
fn s72_a_link_leads_to_the_public_url_whatever_a_request_calls_the_service() {
    on_both(&[("PARLOR_PUBLIC_URL", "https://accounts.example.com")], |server, smtp| {
        server.member("ann@example.com");
        for _ in 0..5 {
            let body = r#"{"email":"ann@example.com","password":"a wrong password"}"#;
            let request = server.anonymous().from("127.0.0.66").request("POST", "/api/login/").body(body);
            let request = request.header("host", "evil.example").header("x-forwarded-host", "evil.example");
            request.header("content-type", "application/json").reply();
        }
        let mail = smtp.wait_for(1).remove(0).message;
        assert!(mail.contains("https://accounts.example.com") && !mail.contains("evil"), "{mail}");
    });
}

#[test]
fn s16_of_a_mail_that_waits_the_database_holds_no_word() {
    const WORDS: [&[u8]; 2] = [b"Somebody tried too many wrong", b"Too many wrong passwords"];
    on_both(&[], |server, smtp| {
        smtp.fail_always(Some(Fault::Refuse(Stage::To, 451)));
        server.member("ann@example.com");
        let stranger = server.anonymous().from("127.0.0.66");
        for _ in 0..5 {
            stranger.login("ann@example.com", "a wrong password");
        }
        server.log_with("mail postponed");
        let copy = secrets::copy(server);
        assert!(copy.holds(b"locked") && copy.holds(b"told to refuse"), "it is there");
        for words in WORDS {
            assert!(!copy.holds(words));
        }
        smtp.fail_always(None);
        let mail = smtp.wait_for(1).remove(0).message.into_bytes();
        for words in WORDS {
            assert!(mail.windows(words.len()).any(|part| part == words));
        }
    });
}

#[test]
fn s74_the_password_for_the_mail_server_is_in_no_log_right_or_wrong() {
    const RIGHT: &str = "canary-mail-password-Wx7";
    const WRONG: &str = "canary-wrong-mail-password-Wx7";
    let login = Some(("ann".to_owned(), RIGHT.to_owned()));
    let smtp = Smtp::with(Terms { login, ..Terms::default() });
    let url = |password: &str| format!("smtp://ann:{password}@{}", smtp.address());
    let settings = [("PARLOR_SMTP_URL", &*url(WRONG)), ("PARLOR_LOG", "trace")];
    let mut server = Server::with(Kind::Sqlite, &settings);
    server.member("ann@example.com");
    let set = ["account", "set-password", "--email", "ann@example.com", "--password-stdin"];
    let mut said = vec![server.cli(&set, "another good password").stderr];
    server.log_with("mail postponed");
    said.push(server.cli(&["check"], "").stdout);
    server.installation.set("PARLOR_SMTP_URL", &url(RIGHT));
    said.push(server.log());
    server.restart();
    assert_eq!(smtp.wait_for(1)[0].user.as_deref(), Some("ann"));
    said.push(server.cli(&["check"], "").stdout);
    said.push(server.log_with("mail sent"));
    use base64::Engine as _;
    for password in [RIGHT, WRONG] {
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("\0ann\0{password}"));
        for text in &said {
            assert!(!text.contains(password) && !text.contains(&encoded), "{password} is in\n{text}");
        }
    }
}
