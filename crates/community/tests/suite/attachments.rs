//! Files that come with messages.

use parlor_community::ports::Window;
use parlor_community::{
    AttachError, PostError, PostMessage, SentFile, StartConversation, begin_attachment, block, due_files,
    list_messages, post_message, start_conversation,
};
use parlor_domain::{AttachmentKind, ConversationId, InvalidAttachment};

use crate::house::{House, refused};

const PNG: SentFile<'_> =
    SentFile { name: "My cat.png", kind: AttachmentKind::Png, content: b"\x89PNG\r\n\x1a\n and so on" };

#[test]
fn a_file_is_announced_kept_with_its_message_and_removed_with_the_last_member() {
    let house = House::new();
    let (ann, ben) = (house.person("ann"), house.person("ben"));
    let command = StartConversation { by: ann, with: ben, only_if_connected: false };
    let conversation = start_conversation(&house, command).unwrap().conversation.id;
    let lost = begin_attachment(&house, ann, conversation, PNG).unwrap();
    let kept = begin_attachment(&house, ann, conversation, PNG).unwrap();
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
    let late = begin_attachment(&house, ann, conversation, PNG).unwrap();
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
    let nowhere = |error| AttachError::Nowhere(error);
    assert_eq!(refused(begin_attachment(&house, eve, conversation, PNG)), nowhere(PostError::NotFound));
    assert_eq!(refused(begin_attachment(&house, ann, ConversationId(99), PNG)), nowhere(PostError::NotFound));
    let lie = SentFile { kind: AttachmentKind::Pdf, ..PNG };
    let mismatch = AttachError::Invalid(InvalidAttachment::Mismatch);
    assert_eq!(refused(begin_attachment(&house, ann, conversation, lie)), mismatch);
    block(&house, ben, ann).unwrap();
    assert_eq!(refused(begin_attachment(&house, ann, conversation, PNG)), nowhere(PostError::Blocked));
}
