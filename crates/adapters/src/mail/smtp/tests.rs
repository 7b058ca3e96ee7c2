use parlor_testkit::{Fault, Smtp, Stage, Terms, TlsFrom};

use super::super::message::tests::{letter, sender};
use super::*;

fn mailer(url: &str) -> SmtpMailer {
    SmtpMailer::new(SmtpServer::parse(url).unwrap(), sender()).unwrap()
}

fn later(sent: Result<(), MailError>) -> String {
    match sent {
        Err(MailError::Later { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn never(sent: Result<(), MailError>) -> String {
    match sent {
        Err(MailError::Never { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_letter_arrives_as_it_was_written() {
    let smtp = Smtp::start();
    let letter = letter("ann@example.com", "Your code", ".\n048213\n..\nend");
    let mailer = mailer(&smtp.url());
    for number in 1..=3 {
        mailer.send(&letter).unwrap();
        let mail = smtp.wait_for(number).pop().unwrap();
        assert_eq!(
            (mail.from.as_str(), mail.to),
            ("no-reply@mail.example", vec!["ann@example.com".to_owned()])
        );
        assert!(mail.message.contains("Message-ID: <00ff@mail.example>"), "{}", mail.message);
        assert!(mail.message.contains("\r\n\r\n.\r\n048213\r\n..\r\nend"), "{}", mail.message);
        assert!(!mail.encrypted && mail.user.is_none());
    }
    assert_eq!(mailer.check(), Ok(()));
}

#[test]
fn what_may_succeed_later_is_told_from_what_never_will() {
    let smtp = Smtp::start();
    let mailer = mailer(&smtp.url());
    let letter = letter("ann@example.com", "x", "x");
    for stage in [Stage::Greeting, Stage::From, Stage::To, Stage::Data, Stage::Body] {
        smtp.fail_next(Fault::Drop(stage));
        later(mailer.send(&letter));
        smtp.fail_next(Fault::Refuse(stage, 451));
        assert!(later(mailer.send(&letter)).contains("451"), "{stage:?}");
        smtp.fail_next(Fault::Refuse(stage, 550));
        assert!(never(mailer.send(&letter)).contains("550"), "{stage:?}");
    }
    smtp.fail_next(Fault::DropAfterTaking);
    later(mailer.send(&letter));
    mailer.send(&letter).unwrap();
    assert_eq!(smtp.received().len(), 2);
}

#[test]
fn where_nobody_listens_there_is_always_a_next_time() {
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mailer = mailer(&format!("smtp://{address}?tls=none"));
    later(mailer.send(&letter("ann@example.com", "x", "x")));
    assert!(mailer.check().is_err());
}

#[test]
fn a_server_that_wants_a_sign_in_gets_one_and_a_wrong_one_is_no_fault_of_the_mail() {
    let login = Some(("ann@example.com".to_owned(), "can/ary:@".to_owned()));
    let smtp = Smtp::with(Terms { login, ..Terms::default() });
    let url = |password: &str| format!("smtp://ann%40example.com:{password}@{}?tls=none", smtp.address());
    let letter = letter("bob@example.com", "x", "x");
    let right = mailer(&url("can%2Fary%3A%40"));
    right.send(&letter).unwrap();
    assert_eq!(smtp.received().pop().unwrap().user.as_deref(), Some("ann@example.com"));
    assert_eq!(right.check(), Ok(()));
    let wrong = mailer(&url("canary"));
    for reason in
        [later(wrong.send(&letter)), wrong.check().unwrap_err(), later(mailer(&smtp.url()).send(&letter))]
    {
        assert!(reason.contains("535") || reason.contains("530"), "{reason}");
        assert!(!reason.contains("canary"), "{reason}");
    }
}

#[test]
fn tls_is_used_as_it_was_asked_for_and_a_certificate_that_nobody_knows_is_not_believed() {
    let letter = letter("ann@example.com", "x", "x");
    for (from, way) in [(TlsFrom::Start, "tls"), (TlsFrom::Command, "starttls")] {
        let made = parlor_testkit::Certificate::make();
        let known = Certificate::from_pem(made.pem().as_bytes()).unwrap();
        let smtp = Smtp::with(Terms { tls: Some((made, from)), ..Terms::default() });
        let server = SmtpServer::parse(&format!("smtp://{}?tls={way}", smtp.address())).unwrap();
        let trusting = SmtpMailer::trusting(server.clone(), sender(), Some(known)).unwrap();
        trusting.send(&letter).unwrap();
        assert!(smtp.received().pop().unwrap().encrypted);
        let strict = SmtpMailer::new(server, sender()).unwrap();
        later(strict.send(&letter));
        assert_eq!(smtp.received().len(), 1);
    }
}

#[test]
fn nothing_is_sent_in_plain_text_where_tls_was_asked_for() {
    let smtp = Smtp::start();
    let mailer = mailer(&format!("smtp://{}?tls=starttls", smtp.address()));
    later(mailer.send(&letter("ann@example.com", "x", "x")));
    assert!(smtp.received().is_empty());
}
