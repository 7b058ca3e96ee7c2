use std::fs;
use std::time::Duration;

use parlor_domain::{CodePurpose, CodeText, EmailAddress, Locale};

use super::*;

fn site() -> Site {
    Site { url: "https://accounts.example.com".into(), host: "accounts.example.com".into() }
}

fn ours() -> FileTemplates {
    FileTemplates::load(site(), None).unwrap()
}

fn mail(content: MailContent, locale: Option<&str>) -> Mail {
    let locale = locale.map(|tag| Locale::parse(tag).unwrap());
    Mail { to: EmailAddress::parse("ann@example.com").unwrap(), locale, content }
}

fn code() -> MailContent {
    let code = CodeText::parse("048213").unwrap();
    MailContent::Code { purpose: CodePurpose::SignIn, code, valid_for: Duration::from_secs(600) }
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn refused(files: &[(&str, &str)]) -> String {
    let dir = folder(files);
    let error = FileTemplates::load(site(), Some(dir.path())).err().unwrap();
    error.to_string().replace(&dir.path().display().to_string(), "FOLDER")
}

#[test]
fn of_every_mail_the_code_is_the_only_run_of_six_digits_in_the_text() {
    for content in samples() {
        let text = ours().render(&mail(content.clone(), None)).unwrap();
        let wanted: &[&str] = if matches!(content, MailContent::Code { .. }) { &["048213"] } else { &[] };
        assert_eq!(runs_of_six(&text.plain), wanted, "{}", text.plain);
        assert!(runs_of_six(&text.subject).is_empty(), "{}", text.subject);
    }
}

#[test]
fn that_holds_whatever_the_service_is_called() {
    let site = Site { url: "https://app-1234567.example.com".into(), host: "app-1234567.example.com".into() };
    let templates = FileTemplates::load(site, None).unwrap();
    let text = templates.render(&mail(code(), None)).unwrap();
    assert_eq!(runs_of_six(&text.plain), ["048213"]);
    assert!(templates.render(&mail(MailContent::AddressInUse, None)).is_ok());
}

#[test]
fn every_mail_is_plain_english_in_short_lines_and_says_the_same_in_html() {
    for content in samples() {
        let text = ours().render(&mail(content, None)).unwrap();
        assert!(text.plain.contains("accounts.example.com"), "{}", text.plain);
        assert!(!text.plain.contains("none") && !text.plain.contains("{{"), "{}", text.plain);
        assert!(
            !text.plain.contains("\n\n\n") && text.plain.ends_with(".\n") || text.plain.ends_with("com\n")
        );
        let is_short = |line: &str| line.len() <= 76 || line.starts_with("Device: ");
        let with_short_name = text.plain.replace("accounts.example.com", "example.com");
        assert_eq!(with_short_name.lines().find(|line| !is_short(line)), None);
        let escaped = text.plain.trim().replace('/', "&#x2f;");
        for paragraph in escaped.split("\n\n").filter(|paragraph| !paragraph.contains("https:")) {
            assert!(text.html.contains(paragraph), "{paragraph:?} is not in\n{}", text.html);
        }
        assert!(text.html.starts_with("<!doctype html>") && text.html.contains(&text.subject));
        assert!(
            !text.html.contains("<script") && !text.html.contains("<img"),
            "nothing is loaded from elsewhere"
        );
    }
}

#[test]
fn s72_a_link_in_a_mail_is_the_public_url() {
    for content in samples() {
        let text = ours().render(&mail(content, None)).unwrap();
        for part in [&text.plain, &text.html] {
            let links =
                part.split("http").skip(1).filter(|rest| rest.starts_with("s:") || rest.starts_with(':'));
            for link in links {
                let link = link.replace("&#x2f;", "/");
                assert!(link.starts_with("s://accounts.example.com"), "{link}");
            }
        }
    }
}

#[test]
fn what_others_gave_is_escaped_in_html() {
    let device = Some("<script>alert(1)</script> & \"co\"".to_owned());
    let at = parlor_domain::Timestamp::from_micros(0).unwrap();
    let content = MailContent::NewDevice { device, address: parlor_domain::ClientAddress::Unknown, at };
    let text = ours().render(&mail(content, None)).unwrap();
    assert!(text.plain.contains("Device: <script>alert(1)</script> & \"co\""), "{}", text.plain);
    assert!(!text.html.contains("<script>") && text.html.contains("&lt;script&gt;"), "{}", text.html);
}

#[test]
fn an_operator_s_words_stand_in_for_ours_by_language() {
    let dir = folder(&[
        ("de/sign_in.txt", "Subject: Ihr Code\n\nIhr Code ist\n\n{{ code }}\n"),
        ("de-AT/sign_in.txt", "Subject: Servus\r\n\r\nDein Code:\r\n\r\n{{ code }}"),
        ("en/locked.txt", "Subject: Locked\n\nUntil {{ until }}, by the rules of {{ site }}.\n"),
        ("en/mail.html", "<h1>{{ subject }}</h1>{% include '_foot.html' %}"),
        ("en/_foot.html", "<hr>{{ site }}"),
        ("en/sign_in.html", "<b>{{ code }}</b>"),
        ("en/.sign_in.txt.swp", "\0"),
    ]);
    let templates = FileTemplates::load(site(), Some(dir.path())).unwrap();
    let subject = |content: MailContent, locale| templates.render(&mail(content, locale)).unwrap().subject;
    let at = parlor_domain::Timestamp::from_micros(0).unwrap();
    for (locale, words) in [
        (Some("de-AT"), "Servus"),
        (Some("de-CH"), "Ihr Code"),
        (Some("de"), "Ihr Code"),
        (Some("fr"), "Your sign-in code"),
        (None, "Your sign-in code"),
    ] {
        assert_eq!(subject(code(), locale), words, "{locale:?}");
    }
    assert_eq!(subject(MailContent::Locked { until: at }, Some("de-AT")), "Locked");
    assert_eq!(subject(MailContent::AddressInUse, Some("de-AT")), "You already have an account");
    let html = |content: MailContent, locale| templates.render(&mail(content, locale)).unwrap().html;
    assert_eq!(html(code(), Some("de")), "<b>048213</b>");
    assert_eq!(html(MailContent::Locked { until: at }, None), "<h1>Locked</h1><hr>accounts.example.com");
}

#[test]
fn a_template_that_does_not_work_is_refused_with_what_is_wrong() {
    for (files, said) in [
        (
            &[("de/sign_in.txt", "Subject: x\n\n{{ cod }} {{ code }}")][..],
            "the mail sign_in in de does not work: sign_in.txt, line 3",
        ),
        (
            &[("de/sign_in.txt", "Subject: x\n\n{% if %}")],
            "the mail sign_in in de does not work: sign_in.txt, line 3: syntax error",
        ),
        (&[("en/sign_in.txt", "{{ code }}")], "there is no empty line after the subject"),
        (&[("en/sign_in.txt", "Hello\n\n{{ code }}")], "the first line is not"),
        (&[("en/sign_in.txt", "Subject:\n\n{{ code }}")], "the first line is not"),
        (
            &[("en/sign_in.txt", "Subject: x\nBcc: eve@example.com\n\n{{ code }}")],
            "the subject has more than one line",
        ),
        (&[("en/sign_in.txt", "Subject: x\n\nno code")], "the code has to be the only six digits"),
        (
            &[("en/sign_in.txt", "Subject: x\n\n{{ code }} or call 030123456")],
            "the code has to be the only six digits",
        ),
        (&[("en/mail.html", "{{ subject")], "does not work: mail.html"),
        (
            &[("en/signin.txt", "Subject: x\n\n{{ code }}")],
            "FOLDER/en/signin.txt is no template: call it one of mail.html, ",
        ),
        (&[("german/sign_in.txt", "")], "FOLDER/german is no template: name folders after languages"),
        (&[("DE/sign_in.txt", "")], "FOLDER/DE is no template"),
        (&[("README", "")], "FOLDER/README is no template"),
    ] {
        let sentence = refused(files);
        assert!(sentence.contains(said), "{sentence}");
    }
    let missing = FileTemplates::load(site(), Some(Path::new("/nowhere"))).err().unwrap();
    assert!(missing.to_string().starts_with("/nowhere cannot be read ("), "{missing}");
}

#[test]
fn a_time_is_told_in_the_unit_that_fits() {
    let told = |seconds| {
        let MailContent::Code { purpose, code, .. } = code() else { panic!("no code") };
        let content = MailContent::Code { purpose, code, valid_for: Duration::from_secs(seconds) };
        let text = ours().render(&mail(content, None)).unwrap().plain;
        text.split("within ").nth(1).unwrap().split('.').next().unwrap().to_owned()
    };
    for (seconds, words) in [
        (0, "1 second"),
        (45, "45 seconds"),
        (60, "1 minute"),
        (90, "90 seconds"),
        (600, "10 minutes"),
        (1_000, "16 minutes"),
        (3_600, "1 hour"),
        (86_400, "24 hours"),
    ] {
        assert_eq!(told(seconds), words);
    }
}
