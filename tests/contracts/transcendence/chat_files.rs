//! WebSocket `/ws/chat/<id>/`: files that come with messages

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parlor_testkit::pictures::small;
use serde_json::{Value, json};

use super::players::Player;
use crate::both_databases;
use crate::support::{Server, Socket};

fn attachment(format: &str, content: &[u8]) -> Value {
    json!({ "data": STANDARD.encode(content), "format": format })
}

fn enter(server: &Server) -> (Socket, Socket) {
    let (ann, bob) = (Player::sign_up(server, "ann"), Player::sign_up(server, "bob"));
    let id = ann.conversation_with("bob");
    (ann.enter(server, id), bob.enter(server, id))
}

both_databases! {
    fn a_file_comes_with_a_text_or_alone_and_is_opened_by_its_address(server: Server) {
        let (mut hers, mut his) = enter(&server);
        let anyone = server.anonymous();
        for (format, content) in [
            ("png", small()),
            ("PDF", b"%PDF-1.7 and so on\n%%EOF\n".to_vec()),
            ("txt", "Grüße".as_bytes().to_vec()),
        ] {
            hers.say(&json!({ "message": "look", "attachment": attachment(format, &content) }));
            let message = his.next();
            assert_eq!(message, hers.next());
            assert_eq!(message["text"], "look");
            let address = message["attachment"].as_str().unwrap();
            assert!(address.starts_with("/media/attachments/"), "{address}");
            assert_eq!(anyone.bytes(address), content);
        }
        hers.say(&json!({ "attachment": attachment("txt", b"alone") }));
        assert_eq!(his.next()["text"], "");
        let mut prefixed = attachment("png", &small());
        prefixed["data"] = json!(format!("data:image/png;base64,{}", prefixed["data"].as_str().unwrap()));
        hers.say(&json!({ "message": "", "attachment": prefixed }));
        assert!(his.next()["attachment"].is_string());
    }

    fn the_largest_file_comes_through_and_a_larger_one_is_told_so(server: Server) {
        let (mut hers, mut his) = enter(&server);
        let largest = vec![b'a'; 5 * 1_048_576];
        hers.say(&json!({ "message": "all of it", "attachment": attachment("txt", &largest) }));
        let address = his.next()["attachment"].as_str().unwrap().to_owned();
        assert_eq!(server.anonymous().bytes(&address).len(), largest.len());
        hers.next();
        let larger = vec![b'a'; 5 * 1_048_576 + 1];
        hers.say(&json!({ "message": "more", "attachment": attachment("txt", &larger) }));
        assert!(hers.next()["error"].is_string());
    }

    fn what_is_no_such_file_is_told_so_and_nothing_is_said(server: Server) {
        let (mut hers, mut his) = enter(&server);
        for (format, data) in [
            ("png", STANDARD.encode(b"no picture")),
            ("svg", STANDARD.encode(b"<svg/>")),
            ("html", STANDARD.encode(b"<script>")),
            ("txt", STANDARD.encode(b"a\0b")),
            ("pdf", STANDARD.encode(b"%PDF-1.7 and so on")),
            ("gif", STANDARD.encode(b"GIF89a and so on")),
            ("png", STANDARD.encode(&small()[..100])),
            ("txt", String::new()),
            ("txt", "no base64!".to_owned()),
        ] {
            hers.say(&json!({ "message": "look", "attachment": { "data": data, "format": format } }));
            let answer = hers.next();
            assert!(answer["error"].is_string(), "{format} {data}: {answer}");
        }
        for odd in [json!({ "data": "YQ==" }), json!({ "format": "txt" }), json!("YQ=="), json!([])] {
            hers.say(&json!({ "message": "look", "attachment": odd }));
            assert!(hers.next()["error"].is_string());
        }
        hers.say(&json!({ "message": "nothing else" }));
        assert_eq!(his.next()["text"], "nothing else");
    }
}
