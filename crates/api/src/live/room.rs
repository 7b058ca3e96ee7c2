//! A room: the sockets that get what is said in one place, in the order in which it was stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytestring::ByteString;
use parlor_domain::Message;

use super::Closing;
use super::socket::Socket;

/// How the sockets of a room are told of a message.
pub(crate) type Telling = fn(&Message) -> ByteString;

/// Whoever stores a text is told after the commit, on a thread of its own, so a later text may be told of first.
/// It waits for the earlier one, which is on its way.
pub(super) struct Room {
    telling: Telling,
    sockets: Vec<Arc<Socket>>,
    /// The place of the last text that went out; none before it is known where the room stands.
    last: Option<i64>,
    held: BTreeMap<i64, ByteString>,
    /// Whether something was held already when it was last looked at.
    was_held: bool,
}

/// More than this is never held: what is missing did not come.
const MAX_HELD: usize = 64;

impl Room {
    pub fn new(telling: Telling) -> Self {
        Self { telling, sockets: Vec::new(), last: None, held: BTreeMap::new(), was_held: false }
    }

    /// Tells everybody of a message, in its place.
    pub fn post(&mut self, message: &Message) {
        self.say(message.seq.0, (self.telling)(message));
    }

    pub fn enter(&mut self, socket: Arc<Socket>) {
        self.sockets.push(socket);
    }

    /// `false` once nobody is left.
    pub fn leave(&mut self, socket: &Arc<Socket>) -> bool {
        self.sockets.retain(|other| !Arc::ptr_eq(other, socket));
        !self.sockets.is_empty()
    }

    /// Tells the place of the last text that was stored before somebody entered.
    pub fn stands_at(&mut self, last: i64) {
        if self.last.is_none() {
            self.last = Some(last);
            self.let_out();
        }
    }

    fn say(&mut self, place: i64, text: ByteString) {
        if self.last.is_some_and(|last| place <= last) {
            // Stored before the room was entered, or given up on: late is better than never.
            self.send(&text);
            return;
        }
        self.held.insert(place, text);
        self.let_out();
        if self.held.len() > MAX_HELD {
            self.give_up();
        }
    }

    /// Called now and then: what was held the last time too waits for something that will not come.
    pub fn look(&mut self) {
        if self.was_held && !self.held.is_empty() {
            self.give_up();
        }
        self.was_held = !self.held.is_empty();
    }

    pub fn close(&self, closing: Closing) {
        self.sockets.iter().for_each(|socket| socket.close(closing));
    }

    fn let_out(&mut self) {
        let Some(last) = self.last else { return };
        // Those stored before the room was entered first.
        let later = self.held.split_off(&last.saturating_add(1));
        for text in std::mem::replace(&mut self.held, later).into_values() {
            self.send(&text);
        }
        while let Some(next) = self.last.and_then(|last| last.checked_add(1))
            && let Some(text) = self.held.remove(&next)
        {
            self.last = Some(next);
            self.send(&text);
        }
    }

    fn give_up(&mut self) {
        for (place, text) in std::mem::take(&mut self.held) {
            self.last = Some(place);
            self.send(&text);
        }
    }

    fn send(&self, text: &ByteString) {
        self.sockets.iter().for_each(|socket| socket.send(text.clone()));
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use parlor_domain::{AccountId, SessionId};

    use super::*;
    use crate::live::socket::Next;

    fn room() -> (Room, Arc<Socket>) {
        let (mut room, socket) =
            (Room::new(|_| ByteString::new()), Arc::new(Socket::new(AccountId(1), SessionId(1))));
        room.enter(Arc::clone(&socket));
        (room, socket)
    }

    fn read(socket: &Socket) -> String {
        let next = || socket.next().now_or_never();
        let texts = std::iter::from_fn(next).map(|next| match next {
            Next::Text(text) => text.to_string(),
            Next::Close(closing) => panic!("{closing:?}"),
        });
        texts.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_told_of_too_early_waits_for_its_turn() {
        let (mut room, socket) = room();
        room.stands_at(6);
        room.say(8, "8".into());
        room.say(9, "9".into());
        assert_eq!(read(&socket), "");
        room.say(7, "7".into());
        assert_eq!(read(&socket), "7 8 9");
    }

    #[test]
    fn what_is_said_before_it_is_known_where_the_room_stands_waits() {
        let (mut room, socket) = room();
        room.say(4, "4".into());
        room.say(3, "3".into());
        room.say(6, "6".into());
        room.stands_at(3);
        assert_eq!(read(&socket), "3 4");
        room.say(5, "5".into());
        assert_eq!(read(&socket), "5 6");
        room.stands_at(100);
        room.say(7, "7".into());
        assert_eq!(read(&socket), "7");
    }

    #[test]
    fn what_never_comes_is_not_waited_for_twice() {
        let (mut room, socket) = room();
        room.stands_at(1);
        room.say(3, "3".into());
        room.look();
        assert_eq!(read(&socket), "");
        room.look();
        assert_eq!(read(&socket), "3");
        room.say(2, "2".into());
        room.say(4, "4".into());
        assert_eq!(read(&socket), "2 4");
    }

    #[test]
    fn not_much_is_held() {
        let (mut room, socket) = room();
        room.stands_at(0);
        for place in 2..=65 {
            room.say(place, "x".into());
        }
        assert_eq!(read(&socket), "");
        room.say(66, "x".into());
        assert_eq!(read(&socket).len(), 65 * 2 - 1);
    }
}
