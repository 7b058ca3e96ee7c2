//! Writing scores: one or many, all in one transaction.

use std::collections::BTreeMap;

use parlor_domain::{
    AccountId, Actor, AuditEvent, AuditKind, Author, Failure, IdempotencyKey, OutOfRange, Score, ScoreMode,
};

use crate::idempotency::{begin, finish, unreadable};
use crate::ports::{Call, Operation};
use crate::{Context, KeyReused};

/// One score to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreChange {
    /// Whose.
    pub account: AccountId,
    /// How.
    pub mode: ScoreMode,
    /// What.
    pub value: Score,
}

/// The scores of one call, in their order: one account may be there several times.
#[derive(Debug, Clone)]
pub struct WriteScores {
    /// The scores.
    pub changes: Vec<ScoreChange>,
    /// What makes the call harmless to repeat.
    pub key: Option<IdempotencyKey>,
}

/// What came of one of them. The others are written all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreOutcome {
    /// The account has this score now.
    Written(Score),
    /// There is no such account.
    UnknownAccount,
    /// The sum would be beyond 2^53 − 1 in size.
    OutOfRange,
}

/// Writes scores and says what came of each, in their order. An account that is switched off has a score all the same.
///
/// # Errors
/// [`KeyReused`]; [`Failure::Forbidden`] for an actor that showed no credential.
pub fn write_scores(
    ctx: &Context,
    actor: Actor,
    command: WriteScores,
) -> Result<Vec<ScoreOutcome>, Failure<KeyReused>> {
    let author = Author::of(actor).ok_or(Failure::Forbidden)?;
    let now = ctx.clock.now();
    let WriteScores { changes, key } = command;
    let call =
        key.map(|key| Call { caller: author, operation: Operation::Scores, key, body: body(&changes) });
    let mut work = ctx.store.write()?;
    if let Some(outcome) = begin(work.as_mut(), call.as_ref(), now)? {
        return Ok(read(&outcome).ok_or_else(|| unreadable(call.as_ref()))?);
    }
    let mut accounts: Vec<AccountId> = changes.iter().map(|change| change.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let before: BTreeMap<AccountId, Score> = work.scores().lock(&accounts)?.into_iter().collect();
    let mut after = before.clone();
    let outcomes: Vec<ScoreOutcome> = changes.iter().map(|change| apply(&mut after, change)).collect();
    let written: Vec<_> =
        after.into_iter().filter(|(account, score)| before.get(account) != Some(score)).collect();
    work.scores().write(&written)?;
    finish(work.as_mut(), call.as_ref(), &text(&outcomes))?;
    // One event for a call, however many it is about: they would drown the others. It names the account of a
    // single one.
    let account = if let [one] = accounts.as_slice() { Some(*one) } else { None };
    let account = account.filter(|account| before.contains_key(account));
    let event = AuditEvent { kind: AuditKind::ScoresWritten, actor, account, session: None };
    work.journal().record(event, now);
    work.commit()?;
    Ok(outcomes)
}

fn apply(scores: &mut BTreeMap<AccountId, Score>, change: &ScoreChange) -> ScoreOutcome {
    let Some(score) = scores.get_mut(&change.account) else { return ScoreOutcome::UnknownAccount };
    match change.mode.write(*score, change.value) {
        Ok(written) => {
            *score = written;
            ScoreOutcome::Written(written)
        }
        Err(OutOfRange) => ScoreOutcome::OutOfRange,
    }
}

fn body(changes: &[ScoreChange]) -> String {
    let lines = changes
        .iter()
        .map(|ScoreChange { account, mode, value }| format!("{account} {} {value}", mode.as_str()));
    lines.collect::<Vec<_>>().join(";")
}

const UNKNOWN: &str = "unknown";
const BEYOND: &str = "beyond";

fn text(outcomes: &[ScoreOutcome]) -> String {
    let words = outcomes.iter().map(|outcome| match outcome {
        ScoreOutcome::Written(score) => score.to_string(),
        ScoreOutcome::UnknownAccount => UNKNOWN.to_owned(),
        ScoreOutcome::OutOfRange => BEYOND.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn read(text: &str) -> Option<Vec<ScoreOutcome>> {
    let read = |word: &str| match word {
        UNKNOWN => Some(ScoreOutcome::UnknownAccount),
        BEYOND => Some(ScoreOutcome::OutOfRange),
        number => Score::parse(number.parse().ok()?).ok().map(ScoreOutcome::Written),
    };
    text.split(' ').map(read).collect()
}
