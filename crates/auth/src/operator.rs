//! What operators and administrators do to somebody's account. At the command line no credential is asked for:
//! whoever reaches the database and the root secret may do it. There is no way to see a password, and only the
//! command line can set one.

mod create;
mod delete;
mod end_sessions;
mod reset_factors;
mod send_recovery;
mod set_admin;
mod set_password;
mod set_state;
mod show;
mod unlock;

use parlor_domain::{
    Account, AccountId, AccountState, Actor, AuditEvent, AuditKind, EndReason, Login, SessionId, StoreError,
    Timestamp,
};

use crate::ending::{Which, end_all};
use crate::ports::Work;
use crate::{Administrator, Authority, Context, Failure, Refusal, Stale};

pub use create::{CreateAccount, create};
pub use delete::delete;
pub use end_sessions::{end_session, end_sessions};
pub use reset_factors::reset_factors;
pub use send_recovery::{SendRecoveryError, send_recovery};
pub use set_admin::set_admin;
pub use set_password::set_password;
pub use set_state::{activate, deactivate};
pub use show::{Report, show};
pub use unlock::unlock;

/// Which account is meant.
#[derive(Debug, Clone)]
pub enum Whom {
    /// The one with this name or address.
    Named(Login),
    /// The one with this number.
    Numbered(AccountId),
}

/// Who wants something done, and to which account.
#[derive(Debug, Clone)]
pub struct Order {
    /// Who.
    pub by: Authority,
    /// To which.
    pub whom: Whom,
}

impl From<&Login> for Whom {
    fn from(login: &Login) -> Self {
        Self::Named(login.clone())
    }
}

impl From<AccountId> for Whom {
    fn from(id: AccountId) -> Self {
        Self::Numbered(id)
    }
}

/// From the command line.
impl From<&Login> for Order {
    fn from(login: &Login) -> Self {
        Self { by: Authority::Operator, whom: login.into() }
    }
}

/// Over the API.
impl From<(Administrator, AccountId)> for Order {
    fn from((administrator, id): (Administrator, AccountId)) -> Self {
        Self { by: administrator.into(), whom: id.into() }
    }
}

/// Why nothing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorError {
    /// No account has this name, address or number.
    NotFound,
    /// The administrator's sign-in is too long ago for this.
    Stale,
    /// No administrator would be left who could undo it. At the command line it can be done.
    LastAdministrator,
}

impl Refusal for OperatorError {}

impl From<Stale> for OperatorError {
    fn from(Stale: Stale) -> Self {
        Self::Stale
    }
}

/// How careful to be with an administrator who wants something done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// A live session will do.
    Usual,
    /// The sign-in must be of late.
    Fresh,
    /// The sign-in must be of late where the account is an administrator's.
    FreshForAdministrators,
}

/// Whether rights of administrators may end by what is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    Stay,
    MayEnd,
}

/// Who does it, and when.
struct Hand {
    by: Authority,
    now: Timestamp,
}

impl Hand {
    fn actor(&self) -> Actor {
        self.by.actor()
    }

    fn session(&self) -> Option<SessionId> {
        self.by.session()
    }

    fn record(&self, work: &mut dyn Work, kind: AuditKind, account: AccountId) {
        let event = AuditEvent { kind, actor: self.actor(), account: Some(account), session: self.session() };
        work.journal().record(event, self.now);
    }

    /// Ends every session of an account; says how many there were.
    fn sign_out_everywhere(
        &self,
        work: &mut dyn Work,
        account: AccountId,
        reason: EndReason,
    ) -> Result<usize, StoreError> {
        end_all(work, account, Which::All, reason, self.actor(), self.now)
    }
}

fn find(work: &mut dyn Work, whom: &Whom) -> Result<Option<Account>, StoreError> {
    match whom {
        Whom::Named(login) => work.accounts().by_login(login),
        Whom::Numbered(id) => work.accounts().by_id(*id),
    }
}

/// Runs `change` on an account under its lock, in one unit of work.
fn change<T>(
    ctx: &Context,
    order: Order,
    (care, rights): (Care, Rights),
    change: impl FnOnce(&mut dyn Work, &Account, &Hand) -> Result<T, Failure<OperatorError>>,
) -> Result<T, Failure<OperatorError>> {
    let hand = Hand { by: order.by, now: ctx.clock.now() };
    let mut work = ctx.store.write()?;
    hand.by.confirm(work.as_mut(), hand.now)?;
    let found = find(work.as_mut(), &order.whom)?.ok_or(OperatorError::NotFound)?;
    work.codes().hold_all(found.id)?;
    // All of them, so that of two who end each other's rights at once the second finds nobody left.
    let administrators = match (rights, hand.by) {
        (Rights::MayEnd, Authority::Administrator(_)) => Some(work.accounts().lock_administrators()?),
        (Rights::MayEnd, Authority::Operator) | (Rights::Stay, _) => None,
    };
    let account = work.accounts().lock(found.id)?.ok_or(OperatorError::NotFound)?;
    if care == Care::Fresh || (care == Care::FreshForAdministrators && account.is_admin) {
        hand.by.confirm_fresh(ctx, work.as_mut(), hand.now)?;
    }
    let is_administrator = account.is_admin && account.state == AccountState::Active;
    if is_administrator && administrators.is_some_and(|all| all.iter().all(|id| *id == account.id)) {
        return Err(OperatorError::LastAdministrator.into());
    }
    let outcome = change(work.as_mut(), &account, &hand)?;
    work.commit()?;
    Ok(outcome)
}
