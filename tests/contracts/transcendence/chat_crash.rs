//! WebSocket `/ws/chat/<id>/` when the server dies: what was acknowledged is there, once, in order

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::players::Player;
use crate::both_databases;
use crate::support::{Server, Socket};

/// How many pairs talk.
const PAIRS: usize = 4;
/// How many messages are acknowledged before the server is killed.
const ACKNOWLEDGED: usize = 300;

/// Talks until the connection is lost; gives each message that came back, in the order in which it did.
fn talk(mut socket: Socket, name: &str, acknowledged: &std::sync::mpsc::Sender<()>) -> Vec<Value> {
    let mut messages = Vec::new();
    for number in 0.. {
        if socket.try_say(&json!({ "message": format!("{name} {number}") })).is_err() {
            break;
        }
        let Some(text) = socket.text_while_open() else { break };
        messages.push(serde_json::from_str(&text).unwrap());
        // Nobody counts any more once there are enough.
        acknowledged.send(()).ok();
    }
    messages
}

both_databases! {
    fn every_message_that_was_acknowledged_is_there_once_in_order_after_a_kill(mut server: Server) {
        let pairs: Vec<_> = (0..PAIRS)
            .map(|pair| {
                let (one, other) = (format!("one{pair}"), format!("other{pair}"));
                let (one, other) = (Player::sign_up(&server, &one), Player::sign_up(&server, &other));
                let conversation = one.conversation_with(&other.name);
                (one, other, conversation)
            })
            .collect();
        let (acknowledged, count) = channel();
        let talkers: Vec<_> = pairs
            .iter()
            .map(|(one, _, conversation)| {
                let (socket, name) = (one.enter(&server, *conversation), one.name.clone());
                let acknowledged = acknowledged.clone();
                thread::spawn(move || talk(socket, &name, &acknowledged))
            })
            .collect();
        for _ in 0..ACKNOWLEDGED {
            count.recv_timeout(Duration::from_secs(20)).unwrap();
        }
        server.kill();
        let heard: Vec<_> = talkers.into_iter().map(|talker| talker.join().unwrap()).collect();
        server.restart();
        for ((_, other, conversation), heard) in pairs.iter().zip(heard) {
            let mut stored = history(other, *conversation);
            // The last one may have been stored without anybody having heard of it.
            assert!((0..=1).contains(&(stored.len() - heard.len())));
            stored.truncate(heard.len());
            assert_eq!(stored, heard);
        }
    }
}

/// All that was said, the oldest first.
fn history(player: &Player, conversation: i64) -> Vec<Value> {
    let mut messages: Vec<Value> = Vec::new();
    loop {
        let before = messages.last().map_or(String::new(), |last| format!("?before={}", last["id"]));
        let page = player.get(&format!("/conversations/{conversation}/{before}")).expect(200).json();
        let page = page["message_set"].as_array().unwrap();
        if page.is_empty() {
            messages.reverse();
            return messages;
        }
        messages.extend(page.iter().cloned());
    }
}
