//! WebSocket `/ws/chat/<id>/`: handshakes, texts, and how it closes

use std::io::Write as _;
use std::time::Duration;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::players::{Player, said};
use crate::both_databases;
use crate::support::{Server, Socket};

/// Two who talk, and the number of their conversation.
fn two(server: &Server) -> (Player, Player, i64) {
    let (ann, bob) = (Player::sign_up(server, "ann"), Player::sign_up(server, "bob"));
    let id = ann.conversation_with("bob");
    (ann, bob, id)
}

/// What everybody in a room gets next, the same for all.
fn heard(sockets: &mut [&mut Socket]) -> Value {
    let mut texts: Vec<_> = sockets.iter_mut().map(|socket| socket.text()).collect();
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
    serde_json::from_str(&texts.remove(0)).unwrap()
}

both_databases! {
    fn everybody_in_the_room_gets_what_is_said_and_it_is_stored_once(server: Server) {
        let (ann, bob, id) = two(&server);
        let (mut hers, mut his) = (ann.enter(&server, id), bob.enter(&server, id));
        hers.say(&json!({ "message": "holii" }));
        let message = heard(&mut [&mut hers, &mut his]);
        assert_eq!(message["sender"], ann.id());
        let mut shown = said(message.clone());
        shown["sender"] = json!(1);
        assert_snapshot!(
            shown.to_string(),
            @r#"{"id":"…","text":"holii","attachment":null,"timestamp":"…","sender":1}"#
        );
        let stored = bob.get(&format!("/conversations/{id}/")).expect(200).json();
        assert_eq!(stored["message_set"], json!([message]));
        assert!(his.is_quiet_for(Duration::from_millis(300)));
        assert_eq!((hers.close(), his.close()), (1005, 1005));
    }

    fn a_handshake_takes_a_header_or_a_token_and_refuses_the_rest(server: Server) {
        let (ann, _, id) = two(&server);
        let path = format!("/ws/chat/{id}/");
        let open = |path: &str, headers: &[(&str, &str)]| server.socket(path, headers).map(Socket::close);
        let opened = Ok(1005);
        for shown in [format!("Token {}", ann.token_auth), format!("Bearer {}", ann.access_token)] {
            assert_eq!(open(&path, &[("authorization", &shown)]), opened);
            // No page of another origin could have set a header.
            let foreign = [("authorization", shown.as_str()), ("origin", "https://evil.example")];
            assert_eq!(open(&path, &foreign), opened);
        }
        assert_eq!(open(&format!("{path}?token={}", ann.token_auth), &[]), opened);
        assert_eq!(open(&format!("/ws/chat/{id}?token={}", ann.token_auth), &[]), opened);
        for wrong in ["", "?token=", "?token=0123456789012345678901234567890123456789", "?token=x"] {
            assert_eq!(open(&format!("{path}{wrong}"), &[]), Err(401), "{wrong}");
        }
        assert_eq!(open(&path, &[("authorization", "Token x")]), Err(401));
        let token = format!("Token {}", ann.token_auth);
        for none in ["0", "999999", "x"] {
            assert_eq!(open(&format!("/ws/chat/{none}/"), &[("authorization", &token)]), Err(404), "{none}");
        }
        // No request for a socket at all.
        assert_snapshot!(ann.get(&path), @r#"426 {"message":"This address is for WebSockets."}"#);
        ann.post("/auth/logout/", json!({})).expect(200);
        assert_eq!(open(&format!("{path}?token={}", ann.token_auth), &[]), Err(401));
    }

    fn a_bad_frame_is_answered_and_the_socket_stays_open(server: Server) {
        let (ann, bob, id) = two(&server);
        let (mut hers, mut his) = (ann.enter(&server, id), bob.enter(&server, id));
        let long = json!({ "message": "x".repeat(4_001) }).to_string();
        for bad in [
            "",
            "holii",
            "[]",
            "7",
            "null",
            "{}",
            r#"{"message":""}"#,
            r#"{"message":"  "}"#,
            r#"{"message":null}"#,
            r#"{"message":{}}"#,
            r#"{"message":"a\u0000b"}"#,
            r#"{"message":"x","attachment":7}"#,
            &long,
        ] {
            hers.send(bad);
            let answer = hers.next();
            assert!(!answer["error"].as_str().unwrap().is_empty(), "{bad}");
            assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
        }
        let longest = "ñ".repeat(4_000);
        hers.say(&json!({ "message": longest }));
        assert_eq!(hers.next()["text"], longest);
        // Nobody else heard of the bad ones.
        assert_eq!(his.next()["text"], longest);
    }

    fn s32_a_socket_closes_within_a_second_of_the_end_of_its_session(server: Server) {
        let (ann, bob, id) = two(&server);
        let (mut hers, mut his) = (ann.enter(&server, id), bob.enter(&server, id));
        ann.post("/auth/logout/", json!({})).expect(200);
        assert_eq!(hers.closed_at_once(), 4401);
        // Another process ends his: nothing but the database says so.
        let ended = server.cli(&["account", "end-sessions", "--username", "bob"], "");
        assert_eq!(ended.status, 0, "{}", ended.stderr);
        assert_eq!(his.closed_at_once(), 4401);
    }

    fn who_signs_out_is_not_connected_from_then_on_though_a_socket_was_open(server: Server) {
        let (ann, bob, id) = two(&server);
        let _hers = ann.enter(&server, id);
        let connected = || bob.get("/users/user_list/").expect(200).json()[0]["is_connected"].clone();
        assert_eq!(connected(), true);
        ann.post("/auth/logout/", json!({})).expect(200);
        assert_eq!(connected(), false);
    }

    fn s32_a_socket_closes_within_a_second_of_deactivation_and_deletion(server: Server) {
        let (ann, bob, id) = two(&server);
        let (mut hers, mut his) = (ann.enter(&server, id), bob.enter(&server, id));
        bob.post("/v1/accounts/me/deactivate", json!({})).expect(204);
        assert_eq!(his.closed_at_once(), 4401);
        ann.delete("/v1/accounts/me").expect(204);
        assert_eq!(hers.closed_at_once(), 4401);
    }

    fn s55_a_block_closes_the_room_and_lets_nobody_in(server: Server) {
        let (ann, bob, id) = two(&server);
        let (mut hers, mut his) = (ann.enter(&server, id), bob.enter(&server, id));
        bob.block("ann").expect(200);
        assert_eq!((hers.closed_at_once(), his.closed_at_once()), (4403, 4403));
        assert_eq!(ann.try_enter(&server, id).err(), Some(403));
        assert_eq!(bob.try_enter(&server, id).err(), Some(403));
        bob.post("/users/unblock_user/", json!({ "block_username": "ann" })).expect(200);
        ann.enter(&server, id).close();
    }

    fn a_stop_of_the_service_closes_with_1001(mut server: Server) {
        let (ann, bob, id) = two(&server);
        let (mut hers, mut his) = (ann.enter(&server, id), bob.enter(&server, id));
        server.signal("TERM");
        assert_eq!((hers.closed(), his.closed()), (1001, 1001));
        drop((hers, his));
        assert!(server.ended().success());
    }

    fn s68_a_frame_over_8_mb_closes_with_1009(server: Server) {
        let (ann, _, id) = two(&server);
        let mut hers = ann.enter(&server, id);
        let mut head = vec![0x81, 0xff];
        head.extend((8_u64 * 1_048_576 + 1).to_be_bytes());
        head.extend([0; 4]);
        hers.stream().write_all(&head).unwrap();
        assert_eq!(hers.closed(), 1009);
    }

    with [("PARLOR_RATE_LIMIT__ENABLED", "true")]
    fn s28_floods_are_told_when_to_go_on(server: Server) {
        let (ann, _, id) = two(&server);
        let mut hers = ann.enter(&server, id);
        let refused = (0..200).find_map(|number| {
            hers.say(&json!({ "message": number.to_string() }));
            let answer = hers.next();
            answer["error"].is_string().then_some(answer)
        });
        let refused = refused.expect("a flood is let through");
        assert!(refused["retry_after"].as_u64().is_some_and(|seconds| seconds > 0), "{refused}");
        assert!(hers.is_quiet_for(Duration::from_millis(100)));
    }

    with [("PARLOR_SOCKETS__PER_ACCOUNT", "2")]
    fn an_account_has_so_many_sockets_at_once(server: Server) {
        let (ann, bob, id) = two(&server);
        let (one, _other) = (ann.enter(&server, id), ann.enter(&server, id));
        assert_eq!(ann.try_enter(&server, id).err(), Some(429));
        bob.enter(&server, id);
        one.close();
        ann.enter(&server, id);
    }

    with [("PARLOR_SOCKETS__PING", "100ms"), ("PARLOR_SOCKETS__SILENCE", "600ms")]
    fn a_client_that_is_silent_is_closed_and_one_that_answers_pings_is_not(server: Server) {
        let (ann, bob, id) = two(&server);
        let (mut hers, mut his) = (ann.enter(&server, id), bob.enter(&server, id));
        // Reading answers the pings; his are not read.
        hers.answer_pings_for(Duration::from_millis(1_500));
        hers.say(&json!({ "message": "still here" }));
        assert_eq!(hers.next()["text"], "still here");
        assert_eq!(his.closed(), 1008);
    }
}
