//! POST `/v1/conversations/{id}/messages`

use actix_web::http::StatusCode;
use parlor_community::{
    AttachError, Content, PostError, PostMessage, SentFile, Upload, may_attach, post_message,
};
use parlor_domain::{
    Attachment, AttachmentKind, ClientId, ConversationId, FileExtension, InvalidAttachment, Message,
    MessageText,
};

use crate::endpoint::{
    Check, Dialect, Fault, Field, FieldErrors, FieldFault, FileForm, PathId, Problem, Refused, Reply, Words,
    created,
};
use crate::shell::attachment::post_with_file;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::conversations::wire;
use crate::v1::problem::problem;

/// The field that a file comes in.
const ATTACHMENT: &str = "attachment";

pub async fn handle(
    app: App,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
    form: FileForm<V1, wire::NewMessage, wire::MessageForm>,
) -> Reply<V1, wire::Message> {
    let conversation = ConversationId(path.id);
    let message = if form.may_have_file() {
        say_with_file(&app, signed_in, conversation, form).await?
    } else {
        let (fields, _) = form.read(ATTACHMENT, 0).await?;
        let (command, _) = read(conversation, fields, None)?;
        say(&app, signed_in, command).await?
    };
    created(message.into())
}

async fn say(app: &App, signed_in: SignedIn<V1>, command: PostMessage) -> Result<Message, Refused<V1>> {
    let said = app.run_community_as(signed_in.credential, move |community, caller| {
        post_message(community, caller.account.id, command)
    });
    Ok(said.await?)
}

async fn say_with_file(
    app: &App,
    signed_in: SignedIn<V1>,
    conversation: ConversationId,
    form: FileForm<V1, wire::NewMessage, wire::MessageForm>,
) -> Result<Message, Refused<V1>> {
    // Before anything is read: whoever may not say anything there must not fill memory.
    let credential = signed_in.credential.clone();
    let sender = app.run_community_as(credential, move |community, caller| {
        may_attach(community, caller.account.id, conversation).map(|()| caller.account.id)
    });
    let sender = sender.await?;
    let (fields, file) = form.read(ATTACHMENT, Attachment::MAX_BYTES).await?;
    match read(conversation, fields, file)? {
        (command, Some(file)) => {
            Ok(post_with_file(app, sender, command, file, Some(signed_in.credential)).await?)
        }
        (command, None) => say(app, signed_in, command).await,
    }
}

/// Without a file there has to be a text.
fn read(
    conversation: ConversationId,
    fields: wire::NewMessage,
    file: Option<Upload>,
) -> Result<(PostMessage, Option<SentFile>), FieldErrors> {
    let mut check = Check::default();
    let text = if file.is_some() {
        check.nullable_text("text", fields.text.unless_blank(), MessageText::parse)
    } else {
        check.text("text", fields.text, MessageText::parse)
    };
    let client_id = check.nullable_text("client_id", fields.client_id, ClientId::parse);
    // A browser sends an empty field where nothing was chosen.
    let is_nothing =
        matches!(fields.attachment, Field::Missing | Field::Null) || fields.attachment.is_blank();
    let attachment = match file.map(attachment) {
        Some(read) => read.map_err(|fault| check.refuse(ATTACHMENT, fault)).ok(),
        None if is_nothing => None,
        None => {
            check.refuse(ATTACHMENT, FieldFault::NotAFile);
            None
        }
    };
    check.done(Some((PostMessage { conversation, client_id, text, attachment: None }, attachment)))
}

/// What the file says of itself by its name; its content is looked at later.
fn attachment(file: Upload) -> Result<SentFile, FieldFault> {
    let kind = AttachmentKind::of_extension(FileExtension::of(&file.file_name).as_str());
    let kind = kind.ok_or(InvalidAttachment::Kind)?;
    match file.content {
        Content::TooLarge => Err(InvalidAttachment::TooLarge.into()),
        Content::Whole(content) => Ok(SentFile { name: file.file_name, kind, content }),
    }
}

impl Words<PostError> for V1 {
    fn words(refusal: PostError) -> Problem {
        match refusal {
            PostError::NotFound | PostError::Blocked => V1::fault(&Fault::NotFound),
            PostError::Gone => {
                let detail = "The account of the other one is gone; nothing can be said to it.";
                problem(StatusCode::CONFLICT, "account_gone", detail)
            }
        }
    }
}

impl Words<AttachError> for V1 {
    fn words(refusal: AttachError) -> Problem {
        match refusal {
            AttachError::Invalid(invalid) => V1::fields(&FieldErrors::of(ATTACHMENT, invalid.into())),
            AttachError::Nowhere(refusal) => V1::words(refusal),
        }
    }
}
