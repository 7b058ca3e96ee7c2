//! WebSocket `/ws/chat/<id>/`

mod hearing;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, UPGRADE};
use actix_web::{HttpRequest, HttpResponse};
use bytestring::ByteString;
use parlor_auth::Failure;
use parlor_community::{NoConversation, show_conversation};
use parlor_domain::{ConversationId, Message};

use self::hearing::Chat;
use super::error::notice;
use super::{Transcendence, wire};
use crate::contracts::plain;
use crate::endpoint::{Fault, PathId, Problem, Raw, Refused, Words};
use crate::live::{NotOpened, accept};
use crate::shell::{App, SocketCredential};

pub async fn open(
    app: App,
    request: HttpRequest,
    shown: SocketCredential<Transcendence>,
    path: PathId<Transcendence>,
    payload: Raw,
) -> Result<HttpResponse, Refused<Transcendence>> {
    let conversation = ConversationId(path.id);
    let live = app.live().clone();
    let entered = app.run_community_as(shown.credential, move |community, caller| {
        let account = caller.account.id;
        // Before it is asked whether it may be: a block that comes in between then finds it.
        let open = live.open((account, caller.session.id), (conversation, telling));
        let open = open.map_err(|refusal| Failure::Refused(NotEntered::Closed(refusal)))?;
        let found = show_conversation(community, account, conversation);
        let found = found.map_err(|failure| failure.map(NotEntered::Refused))?;
        open.stands_at(found.conversation.last_seq);
        Ok((open, account))
    });
    let (open, account) = entered.await?;
    let meter = app.limits().meter();
    let chat = Chat { app, account, conversation };
    accept(&request, payload.0, (open, meter), chat).await.map_err(|_| no_handshake().into())
}

/// A message as everybody in the room gets it.
fn telling(message: &Message) -> ByteString {
    // Texts, numbers and nothing else can always be written.
    serde_json::to_string(&wire::Message::from(message)).unwrap_or_default().into()
}

/// Why nobody was let in.
enum NotEntered {
    Refused(NoConversation),
    Closed(NotOpened),
}

impl Words<NotEntered> for Transcendence {
    fn words(refusal: NotEntered) -> Problem {
        match refusal {
            NotEntered::Refused(NoConversation::NotFound) => no_conversation(),
            NotEntered::Refused(NoConversation::Blocked) => plain::fault(&Fault::Forbidden),
            NotEntered::Closed(NotOpened::TooMany) => plain::throttled(TOO_MANY),
            NotEntered::Closed(NotOpened::Stopping) => plain::fault(&Fault::Unavailable),
        }
    }
}

/// When one that went silent will have been closed.
const TOO_MANY: std::time::Duration = std::time::Duration::from_secs(60);

pub fn no_conversation() -> Problem {
    notice(StatusCode::NOT_FOUND, "Conversation does not exist")
}

/// What is answered to a request that is none for a socket.
pub fn no_handshake() -> Problem {
    let problem = notice(StatusCode::UPGRADE_REQUIRED, "This address is for WebSockets.");
    problem.header(UPGRADE, HeaderValue::from_static("websocket"))
}
