//! Mail on its way out of the running program, with an SMTP server that does what servers do.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use parlor_testkit::{Certificate, Fault, Received, Smtp, Stage, Terms, TlsFrom};

use super::{done, refused};
use crate::both_databases;
use crate::support::{Installation, Kind, Server};

/// Longer than two looks at the queue.
const A_WHILE: Duration = Duration::from_secs(5);

/// A server that has this one take its mail.
fn with(kind: Kind, smtp: &Smtp) -> Server {
    Server::with(
        kind,
        &[("PARLOR_SMTP_URL", &smtp.url()), ("PARLOR_MAIL_FROM", "Parlor <no-reply@mail.example>")],
    )
}

/// Makes an account and locks strangers out of it, of which its owner gets a mail.
fn lock(server: &Server, email: &str) {
    server.member(email);
    let stranger = server.anonymous().from("127.0.0.66");
    for _ in 0..5 {
        stranger.login(email, "a wrong password");
    }
}

fn message_id(mail: &Received) -> &str {
    mail.message.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap()
}

/// Runs `check` on each database with a mail server of its own.
fn on_both(check: impl Fn(&mut Server, &Smtp)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let smtp = Smtp::start();
        check(&mut with(kind, &smtp), &smtp);
    }
}

#[test]
fn a_mail_is_sent_once_and_soon() {
    on_both(|server, smtp| {
        lock(server, "ann@example.com");
        let begun = Instant::now();
        let mail = smtp.wait_for(1).remove(0);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        assert_eq!(
            (mail.from.as_str(), mail.to.as_slice()),
            ("no-reply@mail.example", &["ann@example.com".to_owned()][..])
        );
        assert!(mail.message.contains("Subject: Too many wrong passwords"), "{}", mail.message);
        assert!(message_id(&mail).ends_with("@mail.example>"), "{}", mail.message);
        sleep(A_WHILE);
        assert_eq!(smtp.tries(), 1);
        server.restart();
        sleep(A_WHILE);
        assert_eq!(smtp.tries(), 1, "nor after a restart");
    });
}

#[test]
fn what_is_refused_for_now_or_lost_on_the_way_is_sent_later() {
    on_both(|server, smtp| {
        for fault in
            [Fault::Refuse(Stage::To, 451), Fault::Drop(Stage::Data), Fault::Refuse(Stage::Greeting, 421)]
        {
            smtp.fail_next(fault);
        }
        lock(server, "ann@example.com");
        smtp.wait_for_tries(4);
        assert_eq!(smtp.wait_for(1).len(), 1);
        assert!(server.log_with("mail sent").contains("mail postponed"));
    });
}

#[test]
fn a_mail_whose_receipt_was_lost_comes_again_under_the_same_id() {
    on_both(|server, smtp| {
        smtp.fail_next(Fault::DropAfterTaking);
        lock(server, "ann@example.com");
        let mails = smtp.wait_for(2);
        assert_eq!(message_id(&mails[0]), message_id(&mails[1]));
    });
}

#[test]
fn what_is_refused_for_good_is_not_tried_again_and_the_operator_is_told() {
    on_both(|server, smtp| {
        smtp.fail_next(Fault::Refuse(Stage::To, 550));
        lock(server, "ann@example.com");
        let log = server.log_with("mail failed for good");
        assert!(log.contains("550") && log.contains("kind=\"locked\""), "{log}");
        lock(server, "bob@example.com");
        assert_eq!(smtp.wait_for(1)[0].to, ["bob@example.com"]);
        sleep(A_WHILE);
        assert_eq!(smtp.tries(), 2);
        let lines = done(server.cli(&["check"], ""));
        assert!(lines.contains("note   mail: 1 mails of the last 30 days could not be delivered"), "{lines}");
    });
}

#[test]
fn a_mail_server_that_hangs_keeps_neither_requests_nor_other_mail_nor_the_end() {
    on_both(|server, smtp| {
        smtp.fail_next(Fault::Hang(Stage::Body));
        let begun = Instant::now();
        lock(server, "ann@example.com");
        smtp.wait_for_tries(1);
        lock(server, "bob@example.com");
        assert_eq!(smtp.wait_for(1)[0].to, ["bob@example.com"]);
        assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
        let told = Instant::now();
        assert!(server.stop().success());
        assert!(told.elapsed() < Duration::from_secs(10), "{:?}", told.elapsed());
    });
}

#[test]
fn a_mail_that_was_queued_before_a_crash_is_sent_once_after_it() {
    on_both(|server, smtp| {
        server.member("ann@example.com");
        server.kill();
        let set = ["account", "set-password", "--email", "ann@example.com", "--password-stdin"];
        done(server.cli(&set, "another good password"));
        assert_eq!(smtp.tries(), 0, "the command queues it and nobody sends");
        server.restart();
        let mail = smtp.wait_for(1).remove(0);
        assert!(mail.message.contains("Subject: Your password was changed"), "{}", mail.message);
        sleep(A_WHILE);
        assert_eq!(smtp.tries(), 1);
    });
}

#[test]
fn a_mail_server_that_was_away_while_the_program_crashed_costs_no_mail() {
    on_both(|server, smtp| {
        smtp.fail_always(Some(Fault::Drop(Stage::Greeting)));
        lock(server, "ann@example.com");
        server.log_with("mail postponed");
        server.kill();
        smtp.fail_always(None);
        server.restart();
        assert_eq!(smtp.wait_for(1).len(), 1);
        sleep(A_WHILE);
        assert_eq!(smtp.received().len(), 1);
    });
}

#[test]
fn several_instances_send_each_mail_once() {
    let smtp = Smtp::start();
    let settings =
        [("PARLOR_SMTP_URL", smtp.url()), ("PARLOR_SECRET", "a root secret that all instances share".into())];
    let settings: Vec<_> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let here = Server::with(Kind::Postgres, &settings);
    let _there = [here.another(), here.another()];
    let names: Vec<_> = (0..12).map(|number| format!("ann{number}@example.com")).collect();
    names.iter().for_each(|name| lock(&here, name));
    assert_eq!(smtp.wait_for(names.len()).len(), names.len());
    sleep(A_WHILE);
    let mut to: Vec<_> = smtp.received().into_iter().flat_map(|mail| mail.to).collect();
    to.sort();
    let mut names = names;
    names.sort();
    assert_eq!(to, names);
}

#[test]
fn a_server_that_wants_tls_and_a_sign_in_gets_both() {
    for (from, way) in [(TlsFrom::Start, "tls"), (TlsFrom::Command, "starttls")] {
        let certificate = Certificate::make();
        let pem = certificate.pem();
        let login = Some(("ann".to_owned(), "sesame".to_owned()));
        let smtp = Smtp::with(Terms { login, tls: Some((certificate, from)) });
        let url = format!("smtp://ann:sesame@{}?tls={way}", smtp.address());
        let mut installation = Installation::new(Kind::Sqlite, &[("PARLOR_SMTP_URL", &url)]);
        let stranger = installation.run(&["check"], "");
        assert_eq!(stranger.status, 1, "nobody vouches for the certificate: {stranger:?}");
        let file = installation.folder().join("known.pem");
        fs::write(&file, pem).unwrap();
        installation.set("SSL_CERT_FILE", file.to_str().unwrap());
        assert!(
            done(installation.run(&["check"], "")).contains("takes mail from Parlor <no-reply@localhost>")
        );
        let server = installation.serve();
        lock(&server, "ann@example.com");
        let mail = smtp.wait_for(1).remove(0);
        assert!(mail.encrypted);
        assert_eq!(mail.user.as_deref(), Some("ann"));
    }
}

#[test]
fn a_mail_server_that_does_not_work_is_found_by_the_check() {
    let login = Some(("ann".to_owned(), "sesame".to_owned()));
    let smtp = Smtp::with(Terms { login, ..Terms::default() });
    for url in [
        "smtp://127.0.0.1:1?tls=none".to_owned(),
        format!("smtp://ann:canary@{}", smtp.address()),
        format!("smtp://ann:sesame@{}?tls=starttls", smtp.address()),
    ] {
        let ran = Installation::new(Kind::Sqlite, &[("PARLOR_SMTP_URL", &url)]).run(&["check"], "");
        let line = ran.stdout.lines().find(|line| line.contains(" mail: ")).unwrap();
        assert!(line.starts_with("failed ") && line.ends_with("check PARLOR_SMTP_URL"), "{line}");
        assert!(ran.status == 1 && !line.contains("canary"), "{line}");
    }
    let url = format!("smtp://ann:sesame@{}", smtp.address());
    done(Installation::new(Kind::Sqlite, &[("PARLOR_SMTP_URL", &url)]).run(&["check"], ""));
}

#[test]
fn an_operator_s_words_are_used_and_refused_where_they_do_not_work() {
    let smtp = Smtp::start();
    let mut installation = Installation::new(Kind::Sqlite, &[("PARLOR_SMTP_URL", &smtp.url())]);
    let folder = installation.folder().join("words");
    fs::create_dir_all(folder.join("en")).unwrap();
    installation.set("PARLOR_MAIL_TEMPLATES", folder.to_str().unwrap());
    let file = folder.join("en/locked.txt");
    fs::write(&file, "Subject: Halt\n\nNobody gets in before {{ untill }}.\n").unwrap();
    let sentence = refused(installation.run(&["serve"], ""), 2);
    assert!(
        sentence.starts_with("PARLOR_MAIL_TEMPLATES cannot be used: the mail locked in en does not work"),
        "{sentence}"
    );
    let ran = installation.run(&["check"], "");
    assert!(ran.status == 1 && ran.stdout.contains("failed mail templates: "), "{ran:?}");
    fs::write(&file, "Subject: Halt\n\nNobody gets in before {{ until }}.\n").unwrap();
    let server = installation.serve();
    lock(&server, "ann@example.com");
    let mail = smtp.wait_for(1).remove(0);
    assert!(
        mail.message.contains("Subject: Halt\r\n") && mail.message.contains("Nobody gets in before "),
        "{}",
        mail.message
    );
}

#[test]
fn where_mails_reach_nobody_that_is_said_at_the_start() {
    const SAID: &str = "no SMTP server is set, so mails only go to files";
    let smtp = Smtp::start();
    let server = Server::with(Kind::Sqlite, &[("PARLOR_LISTEN", "0.0.0.0:0")]);
    server.log_with(SAID);
    for settings in [&[][..], &[("PARLOR_LISTEN", "0.0.0.0:0"), ("PARLOR_SMTP_URL", &smtp.url())]] {
        let mut server = Server::with(Kind::Sqlite, settings);
        server.stop();
        assert!(!server.log().contains(SAID), "{}", server.log());
    }
}

both_databases! {
    fn without_a_mail_server_a_mail_is_a_file_of_its_owner_s_alone(server: Server) {
        use std::os::unix::fs::PermissionsExt;

        lock(&server, "ann@example.com");
        server.log_with("mail sent");
        let folder = server.installation.data_dir().join("outbox");
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let [file] = files.as_slice() else { panic!("{files:?}") };
        let text = fs::read_to_string(file).unwrap();
        assert!(text.contains("To: ann@example.com") && text.contains("Too many wrong passwords"), "{text}");
        let modes = [&folder, file].map(|path| fs::metadata(path).unwrap().permissions().mode() & 0o777);
        assert_eq!(modes, [0o700, 0o600]);
    }
}
