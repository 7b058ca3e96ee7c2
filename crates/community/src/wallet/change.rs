//! Moving a balance: by an amount, or to where it is to stand.

use parlor_domain::{
    AccountId, Actor, Amount, AuditEvent, AuditKind, Author, Balance, Entry, EntryId, Failure,
    IdempotencyKey, NewEntry, OutOfRange, Reason, Refusal, StoreError, Timestamp, Unmoved, WalletPolicy,
};

use crate::idempotency::{begin, finish, unreadable};
use crate::ports::{Call, Operation, Posting, Work};
use crate::{Context, KeyReused};

/// Which way a balance goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// So much more, or less.
    By(Amount),
    /// To this, wherever it stood.
    To(Balance),
}

/// What moves whose balance.
#[derive(Debug, Clone)]
pub struct ChangeBalance {
    /// Whose.
    pub account: AccountId,
    /// Which way.
    pub movement: Movement,
    /// Why.
    pub reason: Reason,
    /// What makes the call harmless to repeat.
    pub key: Option<IdempotencyKey>,
}

/// Why a balance did not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeError {
    /// There is no such account.
    UnknownAccount,
    /// There is not as much as would be taken.
    Insufficient,
    /// It would be set below zero, which the operator does not allow.
    BelowZero,
    /// It would end, or move, beyond 2^53 − 1 in size.
    OutOfRange,
    /// The key came with another body before.
    KeyReused,
}

impl Refusal for ChangeError {}

impl From<KeyReused> for ChangeError {
    fn from(KeyReused: KeyReused) -> Self {
        Self::KeyReused
    }
}

/// Moves a balance and writes the entry that says so. The same key with the same body gives the first entry again,
/// and moves nothing. An account that is switched off has a wallet all the same.
///
/// # Errors
/// [`ChangeError`]; [`Failure::Forbidden`] for an actor that showed no credential.
pub fn change_balance(
    ctx: &Context,
    actor: Actor,
    command: ChangeBalance,
) -> Result<Entry, Failure<ChangeError>> {
    let author = Author::of(actor).ok_or(Failure::Forbidden)?;
    let now = ctx.clock.now();
    if let Some(entry) = post(ctx, actor, author, &command, now)? {
        return Ok(entry);
    }
    let call = call(author, &command);
    let mut work = ctx.store.write()?;
    if let Some(outcome) = begin(work.as_mut(), call.as_ref(), now)? {
        let id = EntryId(outcome.parse().map_err(|_| unreadable(call.as_ref()))?);
        // The account was deleted meanwhile, and its ledger with it.
        return Ok(work.wallets().entry(id)?.ok_or(ChangeError::UnknownAccount)?);
    }
    let ChangeBalance { account, movement, reason, key } = command;
    let (amount, balance_after, kind) = match movement {
        Movement::By(amount) => {
            (amount, add(work.as_mut(), account, amount, ctx.policy.wallet)?, AuditKind::WalletMoved)
        }
        Movement::To(balance) => {
            (set(work.as_mut(), account, balance, ctx.policy.wallet)?, balance, AuditKind::BalanceSet)
        }
    };
    let said = NewEntry { account, amount, balance_after, author, reason, key, at: now };
    let id = work.wallets().enter(&said)?;
    finish(work.as_mut(), call.as_ref(), &id.to_string())?;
    let event = AuditEvent { kind, actor, account: Some(account), session: None };
    work.journal().record(event, now);
    work.commit()?;
    Ok(Entry { id, said })
}

/// The same for a caller that has no key, and wants to know of the balance alone.
///
/// # Errors
/// [`ChangeError`], as above.
pub fn set_balance(
    ctx: &Context,
    actor: Actor,
    account: AccountId,
    balance: Balance,
    reason: Reason,
) -> Result<Balance, Failure<ChangeError>> {
    let command = ChangeBalance { account, movement: Movement::To(balance), reason, key: None };
    Ok(change_balance(ctx, actor, command)?.said.balance_after)
}

/// Moves it in one go, if it can be.
fn post(
    ctx: &Context,
    actor: Actor,
    author: Author,
    command: &ChangeBalance,
    now: Timestamp,
) -> Result<Option<Entry>, StoreError> {
    let (Movement::By(amount), None) = (command.movement, &command.key) else { return Ok(None) };
    let (account, reason) = (command.account, command.reason.clone());
    let event = AuditEvent { kind: AuditKind::WalletMoved, actor, account: Some(account), session: None };
    let room = ctx.policy.wallet.room(amount);
    let posting = Posting { account, amount, room, author, reason, event, at: now };
    let Some((id, balance_after)) = ctx.store.post(&posting)? else { return Ok(None) };
    let Posting { reason, .. } = posting;
    Ok(Some(Entry {
        id,
        said: NewEntry { account, amount, balance_after, author, reason, key: None, at: now },
    }))
}

fn call(author: Author, command: &ChangeBalance) -> Option<Call> {
    let ChangeBalance { account, movement, reason, key } = command;
    let moved = match movement {
        Movement::By(amount) => format!("amount {amount}"),
        Movement::To(balance) => format!("balance {balance}"),
    };
    let body = format!("{account} {moved} {}", reason.as_str());
    key.clone().map(|key| Call { caller: author, operation: Operation::WalletEntry, key, body })
}

fn add(
    work: &mut dyn Work,
    account: AccountId,
    amount: Amount,
    policy: WalletPolicy,
) -> Result<Balance, Failure<ChangeError>> {
    if let Some(balance) = work.wallets().add(account, amount, policy.room(amount))? {
        return Ok(balance);
    }
    // Only to say why: what does not move is not written.
    let balance = work.wallets().balance(account)?.ok_or(ChangeError::UnknownAccount)?;
    Err(Failure::Refused(match balance.after(amount, &policy) {
        Err(Unmoved::OutOfRange) => ChangeError::OutOfRange,
        // Or it was given more since it was refused; then the refusal was right when it was made.
        Err(Unmoved::BelowZero) | Ok(_) => ChangeError::Insufficient,
    }))
}

fn set(
    work: &mut dyn Work,
    account: AccountId,
    balance: Balance,
    policy: WalletPolicy,
) -> Result<Amount, Failure<ChangeError>> {
    if !policy.permits(balance) {
        return Err(ChangeError::BelowZero.into());
    }
    let before = work.wallets().lock(account)?.ok_or(ChangeError::UnknownAccount)?;
    let amount = Amount::between(before, balance).map_err(|OutOfRange| ChangeError::OutOfRange)?;
    work.wallets().set(account, balance)?;
    Ok(amount)
}
