//! What people say to each other.

use std::time::Duration;

use parlor_community::ports::Window;
use parlor_community::{
    MessagePage, NoConversation, PostError, PostMessage, StartConversation, StartError, block,
    list_conversations, list_messages, mark_read, post_message, show_conversation, start_conversation,
    unblock,
};
use parlor_domain::{
    AccountId, AccountState, Announcement, ClientId, ConversationId, Failure, Message, MessageText, Seq,
};

use crate::house::{House, refused};

fn start(house: &House, by: AccountId, with: AccountId) -> ConversationId {
    let command = StartConversation { by, with, only_if_connected: false };
    start_conversation(house, command).unwrap().conversation.id
}

fn try_to_say(
    house: &House,
    sender: AccountId,
    conversation: ConversationId,
    (text, client_id): (&str, Option<&str>),
) -> Result<Message, Failure<PostError>> {
    let command = PostMessage {
        conversation,
        client_id: client_id.map(|client_id| ClientId::parse(client_id).unwrap()),
        text: Some(MessageText::parse(text).unwrap()),
        attachment: None,
    };
    post_message(house, sender, command)
}

fn say(house: &House, sender: AccountId, conversation: ConversationId, text: &str) -> Message {
    try_to_say(house, sender, conversation, (text, None)).unwrap()
}

fn told(page: &MessagePage) -> Vec<i64> {
    page.messages.iter().map(|message| message.seq.0).collect()
}

#[test]
fn there_is_one_conversation_for_each_two_whoever_begins_it() {
    let house = House::new();
    let (ann, ben, cleo) = (house.person("ann"), house.person("ben"), house.person("cleo"));
    let command = StartConversation { by: ben, with: ann, only_if_connected: false };
    let started = start_conversation(&house, command).unwrap();
    assert!(started.is_new);
    assert_eq!(started.conversation.members.initiator, Some(ben));
    let again = StartConversation { by: ann, with: ben, only_if_connected: true };
    let found = start_conversation(&house, again).unwrap();
    assert_eq!((found.conversation, found.is_new), (started.conversation, false));
    assert_ne!(start(&house, ann, cleo), found_id(&house, ann, ben));
}

fn found_id(house: &House, by: AccountId, with: AccountId) -> ConversationId {
    start(house, by, with)
}

#[test]
fn a_conversation_is_begun_with_active_people_who_are_connected_where_that_is_asked() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let with = |with, only_if_connected| StartConversation { by: ann, with, only_if_connected };
    assert_eq!(refused(start_conversation(&house, with(ann, false))), StartError::Oneself);
    assert_eq!(refused(start_conversation(&house, with(AccountId(99), false))), StartError::NotFound);
    assert_eq!(refused(start_conversation(&house, with(ben, true))), StartError::NotConnected);
    house.set_state(ben, AccountState::Deactivated);
    assert_eq!(refused(start_conversation(&house, with(ben, false))), StartError::NotFound);
}

#[test]
fn messages_have_places_without_a_gap_and_are_announced_once() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let talk = start(&house, ann, ben);
    let said: Vec<_> = (0..5)
        .map(|number| {
            say(&house, if number % 2 == 0 { ann } else { ben }, talk, &format!("message {number}"))
        })
        .collect();
    assert_eq!(said.iter().map(|message| message.seq.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert!(said.is_sorted_by(|one, next| one.id < next.id));
    let announced = house.effects.take_announcements();
    assert_eq!(announced.len(), 5);
    let Announcement::MessagePosted { message, members } = &announced[1] else { panic!("{announced:?}") };
    assert_eq!((message, members.has(ann), members.has(ben)), (&said[1], true, true));
}

#[test]
fn a_message_sent_again_under_its_name_is_stored_once() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let talk = start(&house, ann, ben);
    let first = try_to_say(&house, ann, talk, ("hello", Some("a-1"))).unwrap();
    let again = try_to_say(&house, ann, talk, ("hello, changed", Some("a-1"))).unwrap();
    assert_eq!(first, again);
    assert_eq!(house.effects.take_announcements().len(), 1);
    // Another sender, another conversation, another name: another message.
    try_to_say(&house, ben, talk, ("hello", Some("a-1"))).unwrap();
    let other = start(&house, ann, house.person("cleo"));
    try_to_say(&house, ann, other, ("hello", Some("a-1"))).unwrap();
    try_to_say(&house, ann, talk, ("hello", Some("a-2"))).unwrap();
    let page = list_messages(&house, ann, talk, Window::Newest, 10).unwrap();
    assert_eq!(told(&page), [3, 2, 1], "no place was used up by the repeat");
}

#[test]
fn messages_are_read_from_the_end_and_from_either_side_of_a_place() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let talk = start(&house, ann, ben);
    let empty = list_messages(&house, ann, talk, Window::Newest, 10).unwrap();
    assert_eq!((told(&empty), empty.goes_on), (vec![], false));
    let said: Vec<_> = (0..10).map(|number| say(&house, ann, talk, &number.to_string())).collect();
    let page = |window| {
        let page = list_messages(&house, ben, talk, window, 3).unwrap();
        (told(&page), page.goes_on)
    };
    assert_eq!(page(Window::Newest), (vec![10, 9, 8], true));
    assert_eq!(page(Window::Before(Seq(8))), (vec![7, 6, 5], true));
    assert_eq!(page(Window::Before(Seq(4))), (vec![3, 2, 1], false));
    assert_eq!(page(Window::BeforeMessage(said[3].id)), (vec![3, 2, 1], false));
    assert_eq!(page(Window::After(Seq(0))), (vec![1, 2, 3], true));
    assert_eq!(page(Window::After(Seq(7))), (vec![8, 9, 10], false));
    assert_eq!(page(Window::After(Seq(10))), (vec![], false));
}

#[test]
fn what_the_other_said_is_unread_until_it_is_read() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let talk = start(&house, ann, ben);
    for number in 0..4 {
        say(&house, ann, talk, &number.to_string());
    }
    say(&house, ben, talk, "five");
    say(&house, ann, talk, "six");
    let unread = |who| show_conversation(&house, who, talk).unwrap().unread;
    assert_eq!((unread(ann), unread(ben)), (1, 5));
    house.effects.take_announcements();

    let mark = mark_read(&house, ben, talk, Seq(3)).unwrap();
    assert_eq!((mark.read, mark.unread, unread(ben)), (Seq(3), 2, 2));
    let mark = mark_read(&house, ben, talk, Seq(1)).unwrap();
    assert_eq!((mark.read, mark.unread), (Seq(3), 2), "it never moves back");
    let mark = mark_read(&house, ben, talk, Seq(i64::MAX)).unwrap();
    assert_eq!((mark.read, mark.unread, unread(ben), unread(ann)), (Seq(6), 0, 0, 1));
    assert_eq!(house.effects.take_announcements().len(), 2, "only what moves is announced");
    say(&house, ann, talk, "seven");
    assert_eq!(unread(ben), 1);
    let seen = show_conversation(&house, ann, talk).unwrap();
    assert_eq!((seen.read, seen.read_by_other), (Seq(0), Seq(6)));
}

#[test]
fn conversations_are_listed_by_what_was_said_last() {
    let house = House::new();
    let ann = house.person("ann");
    let talks: Vec<_> =
        ["ben", "cleo", "dan"].map(|name| start(&house, ann, house.person(name))).into_iter().collect();
    for number in [1, 0, 2, 0] {
        house.clock.advance(Duration::from_secs(1));
        say(&house, ann, talks[number], "hello");
    }
    let mut after = None;
    let mut listed = Vec::new();
    loop {
        let (page, next) = list_conversations(&house, ann, after, 2).unwrap();
        listed.extend(page.iter().map(|own| (own.conversation.id, own.last_message.clone().unwrap().seq.0)));
        if next.is_none() {
            break;
        }
        after = next;
    }
    assert_eq!(listed, [(talks[0], 2), (talks[2], 1), (talks[1], 1)]);
}

#[test]
fn s54_a_stranger_cannot_tell_a_conversation_from_one_that_never_was() {
    let house = House::new();
    let (ann, ben, eve) = (house.person("ann"), house.person("ben"), house.person("eve"));
    let talk = start(&house, ann, ben);
    say(&house, ann, talk, "a secret");
    for id in [talk, ConversationId(999)] {
        assert_eq!(refused(show_conversation(&house, eve, id)), NoConversation::NotFound);
        assert_eq!(refused(list_messages(&house, eve, id, Window::Newest, 5)), NoConversation::NotFound);
        assert_eq!(refused(mark_read(&house, eve, id, Seq(1))), NoConversation::NotFound);
        assert_eq!(refused(try_to_say(&house, eve, id, ("me too", None))), PostError::NotFound);
    }
    assert!(list_conversations(&house, eve, None, 10).unwrap().0.is_empty());
    assert_eq!(show_conversation(&house, ann, talk).unwrap().conversation.last_seq, Seq(1));
}

#[test]
fn s55_a_block_closes_the_conversation_until_both_have_lifted_theirs() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let talk = start(&house, ann, ben);
    say(&house, ann, talk, "hello");
    block(&house, ben, ann).unwrap();
    let announced = house.effects.take_announcements();
    assert!(announced.contains(&Announcement::Blocked { by: ben, whom: ann, conversation: Some(talk) }));
    let closed = |house: &House| {
        for who in [ann, ben] {
            assert!(list_conversations(house, who, None, 10).unwrap().0.is_empty());
            assert_eq!(refused(show_conversation(house, who, talk)), NoConversation::Blocked);
            assert_eq!(refused(try_to_say(house, who, talk, ("hello?", None))), PostError::Blocked);
            assert_eq!(refused(mark_read(house, who, talk, Seq(1))), NoConversation::NotFound);
        }
    };
    closed(&house);
    let again = |by, with| {
        refused(start_conversation(&house, StartConversation { by, with, only_if_connected: false }))
    };
    assert_eq!((again(ann, ben), again(ben, ann)), (StartError::IsBlocked, StartError::Blocks));
    block(&house, ann, ben).unwrap();
    unblock(&house, ben, ann).unwrap();
    closed(&house);
    unblock(&house, ann, ben).unwrap();
    assert_eq!(say(&house, ann, talk, "hello again").seq, Seq(2));
}

#[test]
fn what_somebody_said_stays_with_the_other_when_the_account_goes_and_goes_with_the_last() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let talk = start(&house, ann, ben);
    say(&house, ann, talk, "hello");
    say(&house, ben, talk, "bye");
    house.delete(ann);
    let page = list_messages(&house, ben, talk, Window::Newest, 10).unwrap();
    assert_eq!(page.messages.iter().map(|message| message.sender).collect::<Vec<_>>(), [Some(ben), None]);
    assert_eq!((page.conversation.other, page.conversation.conversation.members.initiator), (None, None));
    assert_eq!(list_conversations(&house, ben, None, 10).unwrap().0.len(), 1);
    assert_eq!(mark_read(&house, ben, talk, Seq(2)).unwrap().unread, 0);
    assert_eq!(refused(try_to_say(&house, ben, talk, ("anybody there?", None))), PostError::Gone);
    house.delete(ben);
    let left = house.rows(
        "SELECT CAST((SELECT count(*) FROM conversations) + (SELECT count(*) FROM messages) AS TEXT) AS line",
    );
    assert_eq!(left, ["0"]);
}

#[test]
fn who_is_switched_off_is_still_talked_to_and_reads_it_later() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let talk = start(&house, ann, ben);
    house.set_state(ben, AccountState::Deactivated);
    say(&house, ann, talk, "for later");
    let seen = show_conversation(&house, ann, talk).unwrap();
    assert_eq!(seen.other.unwrap().id, ben);
    house.set_state(ben, AccountState::Active);
    assert_eq!(show_conversation(&house, ben, talk).unwrap().unread, 1);
}
