//! Files that come with messages.

use parlor_community::ports::Window;
use parlor_community::{
    Attachable, PostError, PostMessage, SentFile, StartConversation, begin_attachment, block, due_files,
    list_messages, may_attach, post_message, read_attachment, start_conversation,
};
use parlor_domain::{AttachmentKind, ConversationId, InvalidAttachment};

use crate::house::{House, refused};

/// What is behind `#` is what the house leaves out.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on#where it was made";

fn sent(kind: AttachmentKind, content: &[u8]) -> SentFile {
    SentFile { name: "My cat.png".into(), kind, content: content.to_vec() }
}

fn png(house: &House) -> Attachable {
    read_attachment(house, sent(AttachmentKind::Png, PNG)).unwrap()
}

#[test]
fn s61_of_a_picture_what_is_said_beside_it_is_not_kept_and_the_rest_is_kept_whole() {
    let house = House::new();
    assert_eq!(png(&house).content, b"\x89PNG\r\n\x1a\n and so on");
    let text = read_attachment(&house, sent(AttachmentKind::Text, b"a #hashtag")).unwrap();
    assert_eq!((text.content.as_slice(), text.kind), (&b"a #hashtag"[..], AttachmentKind::Text));
    let refused = |kind, content| refused(read_attachment(&house, sent(kind, content)));
    assert_eq!(refused(AttachmentKind::Pdf, PNG), InvalidAttachment::Mismatch);
    assert_eq!(refused(AttachmentKind::Png, b"#"), InvalidAttachment::Mismatch);
    // It begins as one, and cannot be read.
    assert_eq!(refused(AttachmentKind::Png, b"\x89PNG\r\n\x1a\n"), InvalidAttachment::Mismatch);
    assert_eq!(refused(AttachmentKind::Png, b""), InvalidAttachment::Empty);
}

#[test]
fn a_file_is_announced_kept_with_its_message_and_removed_with_the_last_member() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let command = StartConversation { by: ann, with: ben, only_if_connected: false };
    let conversation = start_conversation(&house, command).unwrap().conversation.id;
    let lost = begin_attachment(&house, ann, conversation, &png(&house)).unwrap();
    let kept = begin_attachment(&house, ann, conversation, &png(&house)).unwrap();
    assert_ne!(lost.file, kept.file, "no address is guessed from another");
    assert!(kept.file.path().starts_with(&format!("attachments/{conversation}/my-cat-")), "{kept:?}");
    let post = PostMessage { conversation, client_id: None, text: None, attachment: Some(kept.clone()) };
    let said = post_message(&house, ann, post).unwrap();
    assert_eq!((said.text.as_str(), said.attachment.as_ref()), ("", Some(&kept)));
    let page = list_messages(&house, ben, conversation, Window::Newest, 5).unwrap();
    assert_eq!(page.messages, [said]);

    house.clock.advance(std::time::Duration::from_secs(601));
    assert_eq!(
        due_files(&house).unwrap(),
        std::slice::from_ref(&lost.file),
        "what came to nothing is removed"
    );
    house.delete(ann);
    assert_eq!(due_files(&house).unwrap().len(), 1, "what was said stays with the other");
    house.delete(ben);
    let due = due_files(&house).unwrap();
    assert!(due.contains(&lost.file) && due.contains(&kept.file), "{due:?}");
}

#[test]
fn a_file_that_took_too_long_comes_with_no_message() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let command = StartConversation { by: ann, with: ben, only_if_connected: false };
    let conversation = start_conversation(&house, command).unwrap().conversation.id;
    let late = begin_attachment(&house, ann, conversation, &png(&house)).unwrap();
    house.clock.advance(std::time::Duration::from_secs(601));
    let post = PostMessage { conversation, client_id: None, text: None, attachment: Some(late) };
    post_message(&house, ann, post).unwrap_err();
    assert!(list_messages(&house, ben, conversation, Window::Newest, 5).unwrap().messages.is_empty());
}

#[test]
fn s54_s55_a_file_goes_only_where_something_can_be_said() {
    let house = House::new();
    let (ann, ben, eve) = (house.person("ann"), house.person("ben"), house.person("eve"));
    let command = StartConversation { by: ann, with: ben, only_if_connected: false };
    let conversation = start_conversation(&house, command).unwrap().conversation.id;
    let begin = |who, conversation| {
        let begun = refused(begin_attachment(&house, who, conversation, &png(&house)));
        assert_eq!(
            refused(may_attach(&house, who, conversation)),
            begun,
            "it is told before anything is read"
        );
        begun
    };
    assert_eq!(begin(eve, conversation), PostError::NotFound);
    assert_eq!(begin(ann, ConversationId(99)), PostError::NotFound);
    may_attach(&house, ann, conversation).unwrap();
    block(&house, ben, ann).unwrap();
    assert_eq!(begin(ann, conversation), PostError::Blocked);
    house.delete(ben);
    assert_eq!(begin(ann, conversation), PostError::Gone);
}
