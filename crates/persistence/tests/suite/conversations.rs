//! What is said at once, on both databases.

use parlor_community::ports::Window;
use parlor_community::{
    PostMessage, StartConversation, block, list_conversations, list_messages, mark_read, post_message,
    post_together, show_conversation, start_conversation, unblock,
};
use parlor_domain::{AccountId, ClientId, ConversationId, MessageText, Seq};
use parlor_testkit::at_once;

use crate::support;
use crate::town::Town;

fn start(town: &Town, by: AccountId, with: AccountId) -> ConversationId {
    let command = StartConversation { by, with, only_if_connected: false };
    start_conversation(&town.ctx, command).unwrap().conversation.id
}

fn message(conversation: ConversationId, client_id: Option<String>) -> PostMessage {
    PostMessage {
        conversation,
        client_id: client_id.map(|client_id| ClientId::parse(&client_id).unwrap()),
        text: Some(MessageText::parse("hello").unwrap()),
        attachment: None,
    }
}

#[test]
fn two_who_begin_at_once_share_one_conversation() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let (ann, ben) = (town.person("ann"), town.person("ben"));
        let ids = at_once(
            8,
            |number| if number % 2 == 0 { start(&town, ann, ben) } else { start(&town, ben, ann) },
        );
        assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    }
}

#[test]
fn what_is_said_at_once_has_places_without_a_gap_and_repeats_are_stored_once() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let (ann, ben) = (town.person("ann"), town.person("ben"));
        let talk = start(&town, ann, ben);
        at_once(8, |number| {
            let sender = if number % 2 == 0 { ann } else { ben };
            for round in 0..25 {
                // Each is sent twice: by two threads of one sender, at about the same time.
                let name = format!("{}-{round}", number / 4);
                post_message(&town.ctx, sender, message(talk, Some(name))).unwrap();
            }
        });
        let messages = list_messages(&town.ctx, ann, talk, Window::After(Seq::START), 200).unwrap().messages;
        let places: Vec<_> = messages.iter().map(|message| message.seq.0).collect();
        assert_eq!(places, (1..=100).collect::<Vec<_>>());
        assert!(messages.is_sorted_by(|one, next| one.id < next.id));
        for who in [ann, ben] {
            assert_eq!(show_conversation(&town.ctx, who, talk).unwrap().unread, 50);
        }
    }
}

#[test]
fn what_is_said_together_has_places_without_a_gap_whatever_else_is_said_and_read() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let ann = town.person("ann");
        let talks: Vec<_> = (0..6)
            .map(|number| {
                let with = town.person(&format!("with{number}"));
                (with, start(&town, ann, with))
            })
            .collect();
        at_once(4, |number| {
            for _ in 0..25 {
                let commands: Vec<_> = talks.iter().map(|(_, talk)| (ann, message(*talk, None))).collect();
                let said =
                    if number < 3 { post_together(&town.ctx, &commands).unwrap() } else { vec![None; 6] };
                for ((sender, command), said) in commands.into_iter().zip(said) {
                    let place = command.conversation;
                    let said = said.unwrap_or_else(|| post_message(&town.ctx, sender, command).unwrap());
                    assert_eq!((said.conversation, said.sender), (place, Some(ann)));
                    mark_read(&town.ctx, ann, place, said.seq).unwrap();
                }
            }
        });
        for (with, talk) in talks {
            let messages =
                list_messages(&town.ctx, ann, talk, Window::After(Seq::START), 200).unwrap().messages;
            let places: Vec<_> = messages.iter().map(|message| message.seq.0).collect();
            assert_eq!(places, (1..=100).collect::<Vec<_>>());
            assert_eq!(show_conversation(&town.ctx, with, talk).unwrap().unread, 100);
            assert_eq!(show_conversation(&town.ctx, ann, talk).unwrap().unread, 0);
        }
    }
}

#[test]
fn what_cannot_be_said_keeps_nobody_else_from_being_heard() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let [ann, ben, cleo] = ["ann", "ben", "cleo"].map(|name| town.person(name));
        let [open, closed, strange] =
            [(ann, ben), (ann, cleo), (ben, cleo)].map(|(by, with)| start(&town, by, with));
        block(&town.ctx, cleo, ann).unwrap();
        let nowhere = ConversationId(1_000_000);
        let said = |client_id: &str| {
            let first = message(open, Some(client_id.to_owned()));
            let others = [closed, strange, nowhere].map(|talk| (ann, message(talk, None)));
            let commands: Vec<_> = [(ann, first)].into_iter().chain(others).collect();
            let said = post_together(&town.ctx, &commands).unwrap();
            said.into_iter().map(|said| said.map(|message| message.seq.0)).collect::<Vec<_>>()
        };
        assert_eq!(said("one"), [Some(1), None, None, None]);
        assert_eq!(said("two"), [Some(2), None, None, None]);
        // A name that was used before takes no place.
        assert_eq!(said("two"), [None; 4]);
        assert_eq!(said("three"), [Some(3), None, None, None]);
        let twice = [(ann, message(open, None)), (ann, message(open, None))];
        let said: Vec<_> =
            post_together(&town.ctx, &twice).unwrap().into_iter().map(|said| said.is_some()).collect();
        assert_eq!(said, [true, false]);
        assert!(post_together(&town.ctx, &[]).unwrap().is_empty());
        assert_eq!(show(&fresh), 4);
    }
}

/// On SQLite nobody keeps a row.
#[test]
fn a_conversation_that_somebody_keeps_is_not_waited_for() {
    let fresh = support::postgres();
    let town = Town::on(&fresh);
    let (ann, ben, cleo) = (town.person("ann"), town.person("ben"), town.person("cleo"));
    let (kept, free) = (start(&town, ann, ben), start(&town, ann, cleo));
    let commands = [(ann, message(kept, None)), (ann, message(free, None))];
    let said = fresh.while_kept(&format!("conversations WHERE id = {}", kept.0), || {
        post_together(&town.ctx, &commands).unwrap()
    });
    assert_eq!(said[0], None);
    assert_eq!(said[1].as_ref().map(|message| message.seq), Some(Seq(1)));
    assert_eq!(
        post_together(&town.ctx, &commands).unwrap()[0].as_ref().map(|message| message.seq),
        Some(Seq(1))
    );
}

#[test]
fn s55_after_a_block_nothing_is_said_whatever_was_said_at_once() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let (ann, ben) = (town.person("ann"), town.person("ben"));
        let talk = start(&town, ann, ben);
        let mut said = 0;
        for _ in 0..15 {
            let outcomes = at_once(5, |number| {
                if number == 4 {
                    block(&town.ctx, ben, ann).unwrap();
                    return show(&fresh);
                }
                i64::from(
                    post_message(&town.ctx, if number % 2 == 0 { ann } else { ben }, message(talk, None))
                        .is_ok(),
                )
            });
            said += outcomes[..4].iter().sum::<i64>();
            assert_eq!(show(&fresh), outcomes[4], "something was said after the block");
            assert_eq!(outcomes[4], said);
            unblock(&town.ctx, ben, ann).unwrap();
        }
    }
}

/// How many messages there are.
fn show(fresh: &support::Fresh) -> i64 {
    fresh.rows("SELECT CAST(count(*) AS TEXT) AS line FROM messages")[0].parse().unwrap()
}

#[test]
fn what_is_read_while_something_is_said_is_counted_right() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        let (ann, ben) = (town.person("ann"), town.person("ben"));
        let talk = start(&town, ann, ben);
        at_once(4, |number| {
            for _ in 0..25 {
                if number < 2 {
                    post_message(&town.ctx, ann, message(talk, None)).unwrap();
                } else {
                    let last = show_conversation(&town.ctx, ben, talk).unwrap().conversation.last_seq;
                    mark_read(&town.ctx, ben, talk, Seq((last.0 - 2).max(0))).unwrap();
                }
            }
        });
        let own = show_conversation(&town.ctx, ben, talk).unwrap();
        assert_eq!(i64::try_from(own.unread).unwrap(), 50 - own.read.0);
    }
}

#[test]
fn who_leaves_while_something_is_said_leaves_messages_without_a_sender() {
    for fresh in support::both() {
        let town = Town::on(&fresh);
        for round in 0..5 {
            let (ann, ben) = (town.person(&format!("ann{round}")), town.person(&format!("ben{round}")));
            let talk = start(&town, ann, ben);
            at_once(4, |number| match number {
                0 => town.delete(ann),
                _ => (0..10).for_each(|_| {
                    drop(post_message(&town.ctx, if number == 1 { ben } else { ann }, message(talk, None)));
                }),
            });
            let messages =
                list_messages(&town.ctx, ben, talk, Window::After(Seq::START), 100).unwrap().messages;
            assert!(messages.iter().all(|message| message.sender != Some(ann)));
            let places: Vec<_> = messages.iter().map(|message| message.seq.0).collect();
            assert!(places.iter().copied().eq(1..=places.len().try_into().unwrap()), "{places:?}");
        }
    }
}

#[test]
fn conversations_and_messages_take_as_many_queries_for_many_as_for_few() {
    // To say something is to begin, take a place, write and commit; on Postgres one statement does it.
    for (fresh, saying) in support::both().into_iter().zip([4, 1]) {
        let town = Town::on(&fresh);
        let (ann, ben) = (town.person("ann"), town.person("ben"));
        let talk = start(&town, ann, ben);
        let count = || {
            [
                support::queries(|| drop(list_conversations(&town.ctx, ann, None, 50).unwrap())),
                support::queries(|| drop(list_messages(&town.ctx, ann, talk, Window::Newest, 50).unwrap())),
                support::queries(|| drop(post_message(&town.ctx, ann, message(talk, None)).unwrap())),
            ]
        };
        let few = count();
        assert_eq!(few, [1, 2, saying]);
        for number in 0..60 {
            let with = town.person(&format!("other{number}"));
            let other = start(&town, ann, with);
            for conversation in [other, talk] {
                post_message(&town.ctx, ann, message(conversation, None)).unwrap();
            }
        }
        assert_eq!(count(), few);
    }
}
