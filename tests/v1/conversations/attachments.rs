//! POST `/v1/conversations/{id}/messages`, as a form with a file

use insta::assert_snapshot;
use parlor_testkit::pictures::{WHEREABOUTS, moving, photograph, quarters, small};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

use super::{say, start};
use crate::both_databases;
use crate::support::{Client, Exchange, Owner, PASSWORD, Reply, Server};
use crate::v1::blocks::block;
use crate::v1::{code, problem, wrong};

const MB: usize = 1024 * 1024;
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n";

both_databases! {
    fn a_file_comes_with_a_text_or_alone_and_is_opened_by_its_address(server: Server) {
        let (ann, ben, talk) = talk(&server);
        let said = send(&ann, talk, "My Cat.PNG", &small(), &[("text", " look "), ("client_id", "a-1")]).expect(201);
        assert_eq!((said.text_of("text").as_str(), said.text_of("client_id").as_str()), ("look", "a-1"));
        let attachment = said.json()["attachment"].clone();
        let path = attachment["path"].as_str().unwrap();
        assert!(path.starts_with(&format!("/media/attachments/{talk}/my-cat-")) && path.ends_with(".png"), "{path}");
        assert_eq!(attachment, json!({ "path": path, "media_type": "image/png", "size": server.anonymous().bytes(path).len() }));
        for (name, content, media_type) in [
            ("a.jpeg", photograph(1), "image/jpeg"),
            ("a.gif", moving(), "image/gif"),
            ("a.pdf", PDF.to_vec(), "application/pdf"),
            ("a.txt", "Grüße".as_bytes().to_vec(), "text/plain; charset=utf-8"),
        ] {
            let alone = send(&ann, talk, name, &content, &[]).expect(201).json();
            assert_eq!((&alone["text"], &alone["attachment"]["media_type"]), (&json!(""), &json!(media_type)));
            server.anonymous().bytes(alone["attachment"]["path"].as_str().unwrap());
        }
        let seen = ben.get(&format!("/v1/conversations/{talk}/messages")).expect(200).json();
        assert_eq!((seen["items"].as_array().unwrap().len(), &seen["items"][0]), (5, &said.json()));
        assert_eq!(ben.get("/v1/conversations").json()["items"][0]["last_message"]["attachment"], seen["items"][4]["attachment"]);
        // A form without a file is a text.
        let form = Form::new().text("text", "only words");
        assert_eq!(post(&ann, talk, form).expect(201).json()["attachment"], Value::Null);
        let browser = Form::new().text("text", "nothing chosen").part("attachment", Part::bytes(Vec::new()).file_name(""));
        assert_eq!(post(&ann, talk, browser).expect(201).json()["attachment"], Value::Null);
    }

    fn the_other_hears_of_it_on_an_open_socket(server: Server) {
        let (ann, ben, talk) = talk(&server);
        let access = server.anonymous().sign_in(&ben.email, PASSWORD).expect(201).text_of("access_token");
        let mut his = server
            .socket(&format!("/ws/chat/{talk}/"), &[("authorization", &format!("Bearer {access}"))])
            .unwrap();
        let said = send(&ann, talk, "cat.png", &small(), &[("text", "look")]).expect(201).json();
        let heard = his.next();
        assert_eq!((&heard["id"], &heard["attachment"]), (&said["id"], &said["attachment"]["path"]));
    }

    fn what_is_sent_again_is_stored_once_and_so_is_its_file(server: Server) {
        let (ann, _, talk) = talk(&server);
        let again = || send(&ann, talk, "cat.png", &small(), &[("client_id", "a-1")]).expect(201).text;
        let first = again();
        assert_eq!((again(), again()), (first.clone(), first));
        let answers = parlor_testkit::at_once(6, |_| {
            send(&ann, talk, "cat.png", &small(), &[("client_id", "a-2")]).expect(201).text
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(kept(&server), 2);
    }

    fn what_cannot_be_sent_says_why_all_at_once(server: Server) {
        let (ann, _, talk) = talk(&server);
        assert_snapshot!(
            problem(send(&ann, talk, "cat.png", b"no picture", &[])),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"attachment":[{"code":"invalid","message":"The file is not what its name says, is damaged, or has too many pixels."}]},"request_id":"…"}"#
        );
        assert_snapshot!(
            problem(send(&ann, talk, "cat.svg", b"<svg/>", &[("text", "a\0b"), ("client_id", "a b")])),
            @r#"400 {"title":"Bad Request","status":400,"code":"invalid_fields","detail":"Some fields are wrong.","errors":{"text":[{"code":"invalid","message":"Enter a text without control or invisible characters."}],"client_id":[{"code":"invalid","message":"Enter 1 to 64 printable ASCII characters, without spaces."}],"attachment":[{"code":"extension","message":"Allowed extensions are: png, jpg, jpeg, gif, webp, pdf, txt."}]},"request_id":"…"}"#
        );
        let mut large = vec![b'a'; 5 * MB];
        send(&ann, talk, "a.txt", &large, &[]).expect(201);
        large.push(b'a');
        assert_eq!(wrong(send(&ann, talk, "a.txt", &large, &[])), "attachment: too_large");
        assert_eq!(wrong(send(&ann, talk, "a.txt", b"", &[])), "attachment: empty");
        assert_eq!(wrong(send(&ann, talk, "a.pdf", b"%PDF-1.7 cut", &[])), "attachment: invalid");
        assert_eq!(wrong(send(&ann, talk, "a.txt", b"a\0b", &[])), "attachment: invalid");
        assert_eq!(wrong(send(&ann, talk, "a", b"a", &[("text", &"x".repeat(4_001))])), "text: too_long, attachment: extension");
        assert_eq!(code(send(&ann, talk, "a.txt", &vec![b'a'; 24 * MB], &[])), "413 body_too_large");
        // What is no file is no attachment.
        assert_eq!(wrong(say(&ann, talk, json!({ "text": "look", "attachment": "cat.png" }))), "attachment: not_a_file");
        assert_eq!(wrong(post(&ann, talk, Form::new().text("attachment", "cat.png"))), "text: required, attachment: not_a_file");
        assert_eq!(wrong(post(&ann, talk, Form::new().text("client_id", "a-1"))), "text: required");
        assert_eq!(kept(&server), 1, "of what was refused nothing is left");
        assert_eq!(server.installation.rows("SELECT path AS line FROM discarded_files"), [""; 0]);
    }

    fn s54_s55_nobody_sends_a_file_where_nothing_can_be_said(server: Server) {
        let (ann, ben, talk) = talk(&server);
        let eve = server.owner("eve@example.com");
        let sent = |who: &Client, talk| code(send(who, talk, "cat.png", &small(), &[]));
        assert_eq!((sent(&eve, talk), sent(&eve, 999_999)), ("404 not_found".into(), "404 not_found".into()));
        let anyone = server.anonymous();
        assert_eq!(sent(&anyone, talk), "401 no_credential");
        assert_eq!(sent(&anyone.bearing("Bearer x"), talk), "401 bad_credential");
        block(&ben, &ann).expect(201);
        assert_eq!((sent(&ann, talk), sent(&ben, talk)), ("404 not_found".into(), "404 not_found".into()));
        ben.delete("/v1/accounts/me").expect(204);
        assert_eq!(sent(&ann, talk), "409 account_gone");
        assert_eq!(kept(&server), 0);
    }

    fn s61_a_photograph_is_passed_on_as_it_stands_and_says_nothing_of_its_place(server: Server) {
        let (ann, _, talk) = talk(&server);
        for orientation in 1..=8 {
            let said = send(&ann, talk, "a.jpg", &photograph(orientation), &[]).expect(201).json();
            let shown = ann.bytes(said["attachment"]["path"].as_str().unwrap());
            for word in [WHEREABOUTS.as_bytes(), b"ns.adobe.com", b"48,12.5N"] {
                assert!(!shown.windows(word.len()).any(|part| part == word), "{orientation}");
            }
            // Turned as it says, as every viewer does, it stands upright.
            assert_eq!(parlor_testkit::pictures::turned_as_it_says(&shown), "red green blue white", "{orientation}");
            assert_eq!(quarters(&shown) == "red green blue white", orientation == 1);
        }
    }

    fn s62_what_a_client_calls_a_file_reaches_no_path(server: Server) {
        let (ann, _, talk) = talk(&server);
        let long = format!("{}.txt", "x".repeat(5_000));
        for name in ["../../../../etc/passwd.txt", "..\\..\\a.txt", "a\u{202e}txt.txt", "a%00.txt", "a;x=\"y\".txt", "ä.txt", &long] {
            let path = send(&ann, talk, name, b"hello", &[]).expect(201).json()["attachment"]["path"].clone();
            let path = path.as_str().unwrap();
            let file = path.strip_prefix(&format!("/media/attachments/{talk}/")).unwrap();
            let is_plain = |letter: u8| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
            assert!(file.bytes().all(is_plain) && file.len() <= 100 && !file.contains(".."), "{path}");
            ann.bytes(path);
        }
    }
}

pub fn send(by: &Client, talk: i64, name: &str, content: &[u8], fields: &[(&str, &str)]) -> Reply {
    let file = Part::bytes(content.to_vec()).file_name(name.to_owned());
    let form = fields
        .iter()
        .fold(Form::new(), |form, (field, text)| form.text((*field).to_owned(), (*text).to_owned()));
    post(by, talk, form.part("attachment", file))
}

/// Two who talk, and where.
pub fn talk(server: &Server) -> (Owner, Owner, i64) {
    let (ann, ben) = (server.owner("ann@example.com"), server.owner("ben@example.com"));
    let talk = start(&ann, &ben).json()["id"].as_i64().unwrap();
    (ann, ben, talk)
}

fn post(by: &Client, talk: i64, form: Form) -> Reply {
    by.request("POST", &format!("/v1/conversations/{talk}/messages")).multipart(form).reply()
}

/// How many files are in the store.
fn kept(server: &Server) -> usize {
    let folder = server.installation.data_dir().join("media/attachments");
    let folders = std::fs::read_dir(folder).into_iter().flatten();
    folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
}
