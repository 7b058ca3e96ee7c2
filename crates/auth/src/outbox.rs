//! Mail: queued with the work that it tells of, and sent later by whoever has time.
//!
//! What is queued is the finished text, sealed: whoever sends it needs a key and nothing else.

mod deliver;
mod text;

use std::sync::Arc;

use parlor_domain::{Account, AccountId, Mail, MailContent, NoticeBudget, Timestamp};

use crate::ports::{NewMail, Sealer, Templates, Work};
use crate::{Context, Failure};

pub use deliver::{Attempt, Deliverer, LEASE};
pub use text::decode;

/// What mail is made with.
#[derive(Clone)]
pub struct Outgoing {
    /// Puts it into words.
    pub templates: Arc<dyn Templates>,
    /// Seals the words until they are sent.
    pub sealer: Arc<dyn Sealer>,
    /// What stands behind the `@` of each `Message-ID`.
    pub domain: String,
    /// How many notices of each kind an account may be sent; `None` for any number.
    pub notices: Option<NoticeBudget>,
}

/// Queues a mail with this unit of work: it is sent if and only if that commits. Whoever sends codes has
/// counted them before.
///
/// # Errors
/// None of its own.
pub fn post<E>(
    ctx: &Context,
    work: &mut dyn Work,
    account: Option<AccountId>,
    mail: &Mail,
    now: Timestamp,
) -> Result<(), Failure<E>> {
    let message_id = new_message_id(ctx);
    let text = text::encode(&ctx.mail.templates.render(mail)?);
    let new = NewMail {
        account,
        to: mail.to.clone(),
        kind: mail.content.kind(),
        sealed: ctx.mail.sealer.seal(&message_id, &text)?,
        gives_up_at: mail.content.gives_up_at(now),
        message_id,
    };
    work.outbox().queue(&new, now)?;
    Ok(())
}

/// Queues a notice to an account's owner, unless the account has no address or its budget for this kind is
/// spent. It goes to an address that was never proved, too: most accounts have no other, and the budget
/// bounds what a stranger whose address it really is may get.
///
/// # Errors
/// None of its own.
pub fn notify<E>(
    ctx: &Context,
    work: &mut dyn Work,
    account: &Account,
    content: MailContent,
    now: Timestamp,
) -> Result<(), Failure<E>> {
    let Some(to) = account.email().cloned() else { return Ok(()) };
    if let Some(budget) = &ctx.mail.notices
        && !work.outbox().spend(account.id, content.kind(), budget, now)?
    {
        return Ok(());
    }
    post(ctx, work, Some(account.id), &Mail { to, locale: account.locale.clone(), content }, now)
}

fn new_message_id(ctx: &Context) -> String {
    let mut drawn = [0; 16];
    ctx.random.fill(&mut drawn);
    format!("{:032x}@{}", u128::from_be_bytes(drawn), ctx.mail.domain)
}
