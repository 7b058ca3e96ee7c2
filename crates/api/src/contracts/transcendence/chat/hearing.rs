//! What a client says in a room: a text, or a file with or without one.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytestring::ByteString;
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use parlor_auth::Failure;
use parlor_community::{AttachError, PostError, PostMessage, SentFile};
use parlor_domain::{
    AccountId, Attachment, AttachmentKind, ConversationId, InvalidAttachment, InvalidMessage, MessageText,
    Refusal,
};
use serde::{Deserialize, Serialize};

use crate::endpoint::{Fault, Field, Halt, whole_seconds};
use crate::live::{Closing, Heard, Listener};
use crate::shell::App;
use crate::shell::attachment::post_with_file;
use crate::shell::say::say;

/// Somebody in a room.
#[derive(Clone)]
pub struct Chat {
    pub app: App,
    pub account: AccountId,
    pub conversation: ConversationId,
}

/// What a client sends.
#[derive(Deserialize)]
struct Said {
    #[serde(default)]
    message: Field,
    #[serde(default)]
    attachment: Option<File>,
}

/// A file that a client sends with it.
#[derive(Deserialize)]
struct File {
    data: String,
    format: String,
}

/// Why nothing was said.
enum Refused {
    /// The frame itself, in words for a person.
    Frame(&'static str),
    Post(PostError),
}

impl Refusal for Refused {}

impl Listener for Chat {
    fn hear(&self, text: ByteString) -> LocalBoxFuture<'static, Heard> {
        let chat = self.clone();
        async move {
            match chat.say(text).await {
                // Everybody in the room is told of what was stored, this client too.
                Ok(()) => Heard::Nothing,
                Err(Halt::Refused(Refused::Frame(why))) => Heard::Answer(wrong(why)),
                Err(Halt::Refused(Refused::Post(PostError::Blocked))) => Heard::Close(Closing::Blocked),
                Err(Halt::Refused(Refused::Post(PostError::Gone))) => {
                    Heard::Answer(wrong("The other one's account is gone."))
                }
                Err(Halt::Refused(Refused::Post(PostError::NotFound))) => Heard::Close(Closing::SessionEnded),
                Err(Halt::Fault(fault)) => Heard::Answer(faulty(&fault)),
            }
        }
        .boxed_local()
    }

    fn no_text(&self) -> ByteString {
        wrong("A frame has to be a text.")
    }

    fn too_many(&self, retry_after: Duration) -> ByteString {
        later("Too many messages.", retry_after)
    }
}

impl Chat {
    async fn say(self, frame: ByteString) -> Result<(), Halt<Refused>> {
        let Self { app, account, conversation } = self;
        let (text, file) = if frame.len() > READ_AT_ONCE {
            app.run_community(move |_| read(&frame)).await?
        } else {
            read(&frame)?
        };
        let message = PostMessage { conversation, client_id: None, text, attachment: None };
        let said = match file {
            Some(file) => {
                post_with_file(&app, account, message, file, None).await.map_err(|halt| halt.map(attach))
            }
            None => say(&app, account, message).await.map_err(|halt| halt.map(Refused::Post)),
        };
        said.map(drop)
    }
}

/// A frame with more bytes takes a while to read, and is read where use cases are.
const READ_AT_ONCE: usize = 32 * 1024;

/// The text and the file of a frame.
fn read(frame: &str) -> Result<(Option<MessageText>, Option<SentFile>), Failure<Refused>> {
    let said: Said = serde_json::from_str(frame).map_err(|_| {
        Refused::Frame(
            "A frame has to be a JSON object with a message, and perhaps an attachment of data and format.",
        )
    })?;
    let file = said.attachment.map(content).transpose()?;
    let text = match said.message.given().as_deref().unwrap_or_default() {
        "" if file.is_some() => None,
        text => Some(MessageText::parse(text).map_err(|invalid| {
            Refused::Frame(match invalid {
                InvalidMessage::Blank => "The message is empty, or no text.",
                InvalidMessage::TooLong => "The message has more than 4,000 characters.",
                InvalidMessage::Characters => "The message has characters that are not allowed.",
            })
        })?),
    };
    Ok((text, file))
}

/// With or without a `data:` prefix.
fn content(file: File) -> Result<SentFile, Refused> {
    let kind = AttachmentKind::of_extension(&file.format)
        .ok_or(Refused::Frame("An attachment is png, jpg, jpeg, gif, webp, pdf or txt."))?;
    let data = match file.data.strip_prefix("data:") {
        Some(prefixed) => prefixed.split_once(',').map_or("", |(_, data)| data),
        None => &file.data,
    };
    // Four characters stand for three bytes: what is too large is known before it is read.
    if data.len() / 4 * 3 > Attachment::MAX_BYTES + 3 {
        return Err(invalid(InvalidAttachment::TooLarge));
    }
    let content = STANDARD.decode(data.trim()).map_err(|_| Refused::Frame("The attachment is no base64."))?;
    Ok(SentFile { name: String::new(), kind, content })
}

fn invalid(invalid: InvalidAttachment) -> Refused {
    Refused::Frame(match invalid {
        InvalidAttachment::Empty => "The attachment is empty.",
        InvalidAttachment::TooLarge => "The attachment has more than 5 MB.",
        InvalidAttachment::Kind => "An attachment is png, jpg, jpeg, gif, webp, pdf or txt.",
        InvalidAttachment::Mismatch => "The attachment is not what its format says.",
    })
}

fn attach(refusal: AttachError) -> Refused {
    match refusal {
        AttachError::Invalid(refusal) => invalid(refusal),
        AttachError::Nowhere(refusal) => Refused::Post(refusal),
    }
}

/// What a client is told that could not be done.
#[derive(Serialize)]
struct Wrong<'a> {
    error: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
}

/// What is told of a fault, which is hardly ever anything but too much work.
fn faulty(fault: &Fault) -> ByteString {
    match fault {
        Fault::Busy { retry_after } | Fault::Throttled { retry_after } => {
            later("Too much is going on.", *retry_after)
        }
        Fault::Unavailable => later("Too much is going on.", Duration::from_secs(1)),
        Fault::BrokenBody { .. }
        | Fault::NotAnObject { .. }
        | Fault::UnsupportedMediaType { .. }
        | Fault::BodyTooLarge
        | Fault::NotFound
        | Fault::MethodNotAllowed { .. }
        | Fault::NoCredential
        | Fault::BadCredential
        | Fault::Forbidden
        | Fault::CrossOrigin
        | Fault::Unexpected => wrong("A server error occurred."),
    }
}

fn wrong(error: &str) -> ByteString {
    told(&Wrong { error, retry_after: None })
}

fn later(error: &str, retry_after: Duration) -> ByteString {
    told(&Wrong { error, retry_after: Some(whole_seconds(retry_after)) })
}

fn told(wrong: &Wrong<'_>) -> ByteString {
    // A text and a number can always be written.
    serde_json::to_string(wrong).unwrap_or_default().into()
}
