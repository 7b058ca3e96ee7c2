//! What administrators look at, in memory.

use std::cmp::Reverse;

use parlor_auth::ports::{AuditLog, Counts, FailedMail, Moment, Statistics, Undelivered};
use parlor_domain::{AccountState, Actor, ActorWanted, AuditEntry, AuditFilter, StoreError, Timestamp};

use super::state::State;

impl AuditLog for State {
    fn entries(
        &mut self,
        filter: &AuditFilter,
        after: Option<Moment>,
        most: usize,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let numbered = (1..).zip(&self.journal).map(|(id, (event, at))| AuditEntry {
            id,
            at: *at,
            kind: event.kind.as_str().to_owned(),
            actor: event.actor,
            account: event.account,
            session: event.session,
            subject: event.kind.subject(),
        });
        let mut found: Vec<_> = numbered
            .filter(|entry| filter.account.is_none() || entry.account == filter.account)
            .filter(|entry| filter.actor.is_none_or(|wanted| is_wanted(entry.actor, wanted)))
            .filter(|entry| filter.kind.as_ref().is_none_or(|kind| entry.kind == *kind))
            .filter(|entry| filter.from.is_none_or(|from| entry.at >= from))
            .filter(|entry| filter.until.is_none_or(|until| entry.at < until))
            .filter(|entry| after.is_none_or(|after| (entry.at, entry.id) < after))
            .collect();
        found.sort_by_key(|entry| Reverse((entry.at, entry.id)));
        found.truncate(most);
        Ok(found)
    }
}

fn is_wanted(actor: Actor, wanted: ActorWanted) -> bool {
    match (actor, wanted) {
        (Actor::Anyone(_), ActorWanted::Anyone) | (Actor::Operator, ActorWanted::Operator) => true,
        (Actor::Account(id, _), ActorWanted::Account(wanted)) => id == wanted,
        (Actor::Service(id, _), ActorWanted::Service(wanted)) => id == wanted,
        _ => false,
    }
}

impl Undelivered for State {
    fn failed(&mut self, after: Option<Moment>, most: usize) -> Result<Vec<FailedMail>, StoreError> {
        let mut failed: Vec<_> = self.mails.iter().filter_map(|stored| stored.failed()).collect();
        failed.retain(|mail| after.is_none_or(|after| (mail.at, mail.id) < after));
        failed.sort_by_key(|mail| Reverse((mail.at, mail.id)));
        failed.truncate(most);
        Ok(failed)
    }
}

impl Statistics for State {
    fn counts(&mut self, now: Timestamp) -> Result<Counts, StoreError> {
        let in_state = |state| self.accounts.values().filter(|account| account.state == state).count();
        let is_administrator = |state, is_admin| state == AccountState::Active && is_admin;
        Ok(Counts {
            pending_accounts: in_state(AccountState::Pending),
            active_accounts: in_state(AccountState::Active),
            deactivated_accounts: in_state(AccountState::Deactivated),
            administrators: self
                .accounts
                .values()
                .filter(|account| is_administrator(account.state, account.is_admin))
                .count(),
            live_sessions: self.sessions.values().filter(|session| session.is_live(now)).count(),
            pending_mails: self.mails.iter().filter(|stored| stored.is_pending()).count(),
            failed_mails: self.mails.iter().filter(|stored| stored.failed().is_some()).count(),
            service_keys: self.service_keys.iter().filter(|(_, key)| key.revoked_at.is_none()).count(),
        })
    }
}
