//! `/dev/mail`

use std::fs;

use parlor_testkit::Smtp;

use crate::both_databases;
use crate::support::{Exchange, Kind, Reply, Server};

/// Lets the operator set Ann's password, of which she gets a mail.
fn cause_mail(server: &Server) {
    server.member("ann@example.com");
    let set = ["account", "set-password", "--email", "ann@example.com", "--password-stdin"];
    assert_eq!(server.cli(&set, "another good password").status, 0);
    server.log_with("mail sent");
}

fn not_found(reply: &Reply) {
    assert_eq!(reply.to_string(), r#"404 {"detail":"Not found."}"#);
}

/// Where the one mail in the list leads.
fn link(list: &Reply) -> String {
    let links: Vec<_> =
        list.text.split("<a href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links.len(), 1, "{list}");
    links[0].to_owned()
}

both_databases! {
    fn a_mail_can_be_read_in_the_browser(server: Server) {
        let browser = server.anonymous();
        for path in ["/dev/mail", "/dev/mail/"] {
            assert!(browser.get(path).expect(200).text.contains("No mail yet"));
        }
        cause_mail(&server);
        let list = browser.get("/dev/mail").expect(200);
        assert!(list.text.contains("Your password was changed") && list.text.contains("ann@example.com"), "{list}");
        let mail = browser.get(&link(&list)).expect(200);
        assert!(mail.text.contains("The password of your account at localhost was changed on"), "{mail}");
        for page in [list, mail] {
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
            assert_eq!(page.header("x-content-type-options"), "nosniff");
            assert_eq!(page.header("referrer-policy"), "no-referrer");
            assert_eq!(page.header("cache-control"), "no-store");
            let policy = page.header("content-security-policy");
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        }
    }
}

#[test]
fn nobody_reads_it_who_came_from_elsewhere_or_by_another_s_hands() {
    let server = Server::with(Kind::Sqlite, &[]);
    cause_mail(&server);
    let mail = link(&server.anonymous().get("/dev/mail").expect(200));
    for path in ["/dev/mail", mail.as_str()] {
        for (header, value) in [
            ("host", "evil.example"),
            ("host", "localhost.evil.example"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-host", "localhost"),
            ("forwarded", "for=127.0.0.1"),
            ("via", "1.1 proxy"),
            ("x-real-ip", "127.0.0.1"),
        ] {
            not_found(&server.anonymous().request("GET", path).header(header, value).reply());
        }
        server.anonymous().request("GET", path).header("host", "localhost:8000").reply().expect(200);
    }
}

#[test]
fn no_address_leads_out_of_the_folder() {
    let server = Server::with(Kind::Sqlite, &[]);
    cause_mail(&server);
    fs::write(server.installation.data_dir().join("other.eml"), "Subject: x\r\n\r\nx").unwrap();
    for name in
        ["..%2Fsecret", "..%2Fother.eml", "%2e%2e%2fother.eml", "../other.eml", "nothing.eml", "%00.eml", "."]
    {
        let reply = server.raw(
            format!("GET /dev/mail/{name} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                .as_bytes(),
        );
        assert!(reply.starts_with("HTTP/1.1 404 "), "{name}: {reply}");
    }
}

#[test]
fn there_is_nothing_once_mail_goes_out_or_others_can_reach_the_server() {
    let smtp = Smtp::start();
    let sends = Server::with(Kind::Sqlite, &[("PARLOR_SMTP_URL", &smtp.url())]);
    not_found(&sends.anonymous().get("/dev/mail"));
    let open = Server::with(Kind::Sqlite, &[("PARLOR_LISTEN", "0.0.0.0:0")]);
    let port = open.address().port();
    let request = "GET /dev/mail HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let reply = open.raw(request.as_bytes());
    assert!(reply.starts_with("HTTP/1.1 404 "), "port {port}: {reply}");
}
