//! POST `/conversations/start/`, GET `/conversations/` and GET `/conversations/<id>/`

use std::collections::HashMap;
use std::convert::Infallible;

use actix_web::http::StatusCode;
use parlor_community::ports::Window;
use parlor_community::{
    Context, NoConversation, StartConversation, StartError, account_named, list_conversations, list_messages,
    start_conversation, users_by_id,
};
use parlor_domain::{AccountId, ConversationId, Members, MessageId, StoreError};
use serde::Deserialize;
use utoipa::IntoParams;

use super::chat::no_conversation;
use super::error::notice;
use super::friends::named;
use super::{Transcendence, wire};
use crate::endpoint::{
    Body, Check, Field, FieldErrors, FieldFault, PathId, Problem, Query, Reply, Words, ok,
};
use crate::shell::{App, SignedIn};

/// The most that a list holds, of conversations or of messages.
const MOST: usize = 1_000;

pub async fn start(
    app: App,
    signed_in: SignedIn<Transcendence>,
    body: Body<Transcendence, wire::Start>,
) -> Reply<Transcendence, wire::Started> {
    let name = named("username", body.fields.username)?;
    let started = app.run_community_as(signed_in.credential, move |community, caller| {
        let by = caller.account.id;
        let with = account_named(community, &name)?.ok_or(StartError::NotFound)?;
        let command = StartConversation { by, with, only_if_connected: true };
        let conversation = start_conversation(community, command)?.conversation;
        let (initiator, receiver) =
            People::of(community, by, [conversation.members])?.two(conversation.members);
        Ok(wire::Started { conversation_id: conversation.id.0, initiator, receiver })
    });
    ok(started.await?)
}

pub async fn list(app: App, signed_in: SignedIn<Transcendence>) -> Reply<Transcendence, wire::AllListed> {
    let listed = app.run_community_as::<_, Infallible>(signed_in.credential, |community, caller| {
        let own = caller.account.id;
        let (all, _) = list_conversations(community, own, None, MOST)?;
        let people = People::of(community, own, all.iter().map(|one| one.conversation.members))?;
        let listed = all.iter().map(|one| {
            let (initiator, receiver) = people.two(one.conversation.members);
            let last_message = one.last_message.as_ref().map(wire::Message::from);
            wire::Listed { conversation_id: one.conversation.id.0, initiator, receiver, last_message }
        });
        Ok(wire::AllListed(listed.collect()))
    });
    ok(listed.await?)
}

/// Which part of a conversation is wanted.
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// What was said before this message
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, example = 12)]
    before: Field,
    /// The most messages to give
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, maximum = 1000, example = 100)]
    limit: Field,
}

const USUAL: usize = 100;

impl Wanted {
    fn read(self) -> Result<(Window, usize), FieldErrors> {
        let mut check = Check::default();
        let before = check.optional_integer("before", self.before, |id| Ok::<_, FieldFault>(MessageId(id)));
        let limit = check.optional_integer("limit", self.limit, |limit| match usize::try_from(limit) {
            Ok(messages) if (1..=MOST).contains(&messages) => Ok(messages),
            _ => Err(FieldFault::NotBetween(1, 1_000)),
        });
        let window = before.map_or(Window::Newest, Window::BeforeMessage);
        check.done(Some((window, limit.unwrap_or(USUAL))))
    }
}

pub async fn show(
    app: App,
    signed_in: SignedIn<Transcendence>,
    path: PathId<Transcendence>,
    query: Query<Transcendence, Wanted>,
) -> Reply<Transcendence, wire::Conversation> {
    let id = ConversationId(path.id);
    let (window, limit) = query.fields.read()?;
    let shown = app.run_community_as(signed_in.credential, move |community, caller| {
        let own = caller.account.id;
        let page = list_messages(community, own, id, window, limit)?;
        let members = page.conversation.conversation.members;
        let (initiator, receiver) = People::of(community, own, [members])?.two(members);
        let message_set = page.messages.iter().map(wire::Message::from).collect();
        Ok(wire::Conversation { initiator, receiver, message_set })
    });
    ok(shown.await?)
}

/// The members of some conversations, read together.
struct People(HashMap<AccountId, wire::User>);

impl People {
    fn of(
        community: &Context,
        viewer: AccountId,
        all: impl IntoIterator<Item = Members>,
    ) -> Result<Self, StoreError> {
        let mut ids: Vec<_> = all.into_iter().flat_map(Members::present).collect();
        ids.sort_unstable();
        ids.dedup();
        let users = users_by_id(community, viewer, &ids)?;
        Ok(Self(users.into_iter().map(|user| (user.person.id, user.into())).collect()))
    }

    fn two(&self, members: Members) -> (wire::User, wire::User) {
        (self.one(members.initiator), self.one(members.receiver))
    }

    /// Whoever is not there any more has no name.
    fn one(&self, member: Option<AccountId>) -> wire::User {
        let found = member.and_then(|member| self.0.get(&member)).cloned();
        found.unwrap_or_else(wire::User::deleted)
    }
}

pub fn oneself() -> Problem {
    notice(StatusCode::BAD_REQUEST, "You cannot chat with yourself")
}

pub fn nobody() -> Problem {
    notice(StatusCode::NOT_FOUND, "You cannot chat with a non existent user")
}

pub fn not_connected() -> Problem {
    notice(StatusCode::BAD_REQUEST, "User is not connected")
}

pub fn is_blocked() -> Problem {
    let text = "You cannot start a conversation with this user because they have blocked you.";
    notice(StatusCode::BAD_REQUEST, text)
}

pub fn blocks() -> Problem {
    let text = "You cannot start a conversation with this user because you have blocked them.";
    notice(StatusCode::BAD_REQUEST, text)
}

impl Words<StartError> for Transcendence {
    fn words(refusal: StartError) -> Problem {
        match refusal {
            StartError::Oneself => oneself(),
            StartError::NotFound => nobody(),
            StartError::NotConnected => not_connected(),
            StartError::IsBlocked => is_blocked(),
            StartError::Blocks => blocks(),
        }
    }
}

impl Words<NoConversation> for Transcendence {
    fn words(refusal: NoConversation) -> Problem {
        match refusal {
            // Whom one does not see in any list, one does not see here either.
            NoConversation::NotFound | NoConversation::Blocked => no_conversation(),
        }
    }
}
