//! `/conversations/start/`, `/conversations/` and `/conversations/<id>/`

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::players::{Player, register, said};
use crate::both_databases;
use crate::support::Server;

/// Says something and waits until it is stored.
fn say(player: &Player, server: &Server, conversation: i64, texts: &[&str]) {
    let mut socket = player.enter(server, conversation);
    for text in texts {
        socket.say(&json!({ "message": text }));
        assert_eq!(socket.next()["text"], *text);
    }
    socket.close();
}

fn texts(conversation: &Value) -> Vec<String> {
    let messages = conversation["message_set"].as_array().unwrap();
    messages.iter().map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

both_databases! {
    fn a_conversation_is_started_once_for_a_pair(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let manoli = Player::sign_up(&server, "manoli");
        let id = ann.conversation_with("manoli");
        let user = |name: &str| {
            json!({ "username": name, "is_connected": true, "avatar": "/media/avatars/default.png", "friends": [] })
        };
        let expected = json!({ "conversation_id": id, "initiator": user("ann"), "receiver": user("manoli") });
        assert_eq!(ann.start("manoli").expect(200).json(), expected);
        assert_eq!(manoli.start("ann").expect(200).json(), expected);
        // The other has left: it is found all the same.
        manoli.post("/auth/logout/", json!({})).expect(200);
        assert_eq!(ann.start("manoli").expect(200).json()["conversation_id"], id);
    }

    fn with_whom_none_can_be_started_is_told(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let bob = Player::sign_up(&server, "bob");
        register(&server.anonymous(), "offline").expect(201);
        assert_snapshot!(ann.start("ann"), @r#"400 {"message":"You cannot chat with yourself"}"#);
        assert_snapshot!(ann.start("nobody"), @r#"404 {"message":"You cannot chat with a non existent user"}"#);
        assert_snapshot!(ann.start("offline"), @r#"400 {"message":"User is not connected"}"#);
        assert_snapshot!(
            ann.post("/conversations/start/", json!({})),
            @r#"400 {"username":["This field is required."]}"#
        );
        ann.block("bob").expect(200);
        assert_snapshot!(
            ann.start("bob"),
            @r#"400 {"message":"You cannot start a conversation with this user because you have blocked them."}"#
        );
        assert_snapshot!(
            bob.start("ann"),
            @r#"400 {"message":"You cannot start a conversation with this user because they have blocked you."}"#
        );
    }

    fn ones_own_are_listed_those_of_the_latest_activity_first(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let (bob, carl) = (Player::sign_up(&server, "bob"), Player::sign_up(&server, "carl"));
        assert_snapshot!(ann.get("/conversations/"), @"200 []");
        let with_bob = ann.conversation_with("bob");
        let with_carl = carl.conversation_with("ann");
        bob.conversation_with("carl");
        let list = ann.get("/conversations/").expect(200).json();
        assert_eq!(list.as_array().unwrap().len(), 2);
        assert_eq!(list[0]["conversation_id"], with_carl);
        assert_eq!(list[0]["last_message"], Value::Null);
        assert_eq!(list[0]["initiator"]["username"], "carl");
        assert_eq!(list[0]["receiver"]["username"], "ann");
        say(&bob, &server, with_bob, &["one", "two"]);
        let list = ann.get("/conversations").expect(200).json();
        assert_eq!(list[0]["conversation_id"], with_bob);
        let mut last = said(list[0]["last_message"].clone());
        assert_eq!(last["sender"], bob.id());
        last["sender"] = json!(2);
        assert_snapshot!(
            last.to_string(),
            @r#"{"id":"…","text":"two","attachment":null,"timestamp":"…","sender":2}"#
        );
        // Whoever is blocked is not seen in any list.
        ann.block("bob").expect(200);
        let list = ann.get("/conversations").expect(200).json();
        assert_eq!(list.as_array().unwrap().len(), 1);
        assert_eq!(list[0]["conversation_id"], with_carl);
    }

    fn what_was_said_is_shown_newest_first_and_in_parts(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let bob = Player::sign_up(&server, "bob");
        let id = ann.conversation_with("bob");
        say(&ann, &server, id, &["1", "2", "3"]);
        say(&bob, &server, id, &["4", "5"]);
        let whole = bob.get(&format!("/conversations/{id}/")).expect(200).json();
        let keys: Vec<_> = whole.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["initiator", "receiver", "message_set"]);
        assert_eq!(texts(&whole), ["5", "4", "3", "2", "1"]);
        assert_eq!(whole["message_set"][4]["sender"], ann.id());
        let part = ann.get(&format!("/conversations/{id}/?limit=2")).expect(200).json();
        assert_eq!(texts(&part), ["5", "4"]);
        let before = part["message_set"][1]["id"].as_i64().unwrap();
        let rest = ann.get(&format!("/conversations/{id}/?before={before}&limit=2")).expect(200).json();
        assert_eq!(texts(&rest), ["3", "2"]);
        assert_snapshot!(
            ann.get(&format!("/conversations/{id}/?limit=none&before=x")),
            @r#"400 {"before":["A valid integer is required."],"limit":["A valid integer is required."]}"#
        );
    }

    fn s54_a_stranger_to_a_conversation_cannot_learn_that_it_exists(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        Player::sign_up(&server, "bob");
        let stranger = Player::sign_up(&server, "stranger");
        let id = ann.conversation_with("bob");
        let none = stranger.get(&format!("/conversations/{}/", id + 1_000));
        assert_snapshot!(none, @r#"404 {"message":"Conversation does not exist"}"#);
        let other = stranger.get(&format!("/conversations/{id}/"));
        assert_eq!((other.status, other.text), (none.status, none.text));
        assert_eq!(stranger.try_enter(&server, id).err(), Some(404));
        assert_eq!(stranger.try_enter(&server, id + 1_000).err(), Some(404));
        assert_eq!(stranger.get("/conversations/").expect(200).text, "[]");
    }

    fn a_deleted_account_stands_without_its_name(server: Server) {
        let ann = Player::sign_up(&server, "ann");
        let bob = Player::sign_up(&server, "bob");
        let id = ann.conversation_with("bob");
        say(&bob, &server, id, &["what remains"]);
        bob.delete("/v1/accounts/me").expect(204);
        let shown = ann.get(&format!("/conversations/{id}/")).expect(200).json();
        assert_snapshot!(
            shown["receiver"].to_string(),
            @r#"{"username":"deleted account","is_connected":false,"avatar":"/media/avatars/default.png","friends":[]}"#
        );
        assert_eq!(shown["message_set"][0]["text"], "what remains");
        assert_eq!(shown["message_set"][0]["sender"], Value::Null);
        let list = ann.get("/conversations/").expect(200).json();
        assert_eq!(list[0]["receiver"]["username"], "deleted account");
    }
}
