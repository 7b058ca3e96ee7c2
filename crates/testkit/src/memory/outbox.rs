//! Mail in memory.

use parlor_auth::ports::{Deliveries, FailedMail, LeasedMail, NewMail, Outbox, Settled};
use parlor_domain::{AccountId, NoticeBudget, StoreError, Timestamp};

use super::state::State;

/// A mail and how it stands.
#[derive(Debug, Clone)]
pub(super) struct StoredMail {
    pub(super) mail: LeasedMail,
    due_at: Timestamp,
    reason: Option<String>,
    /// When it was over, and whether it was sent.
    ended: Option<(Timestamp, bool)>,
}

impl Outbox for State {
    fn queue(&mut self, new: &NewMail, now: Timestamp) -> Result<(), StoreError> {
        let id = self.mails.last().map_or(1, |last| last.mail.id + 1);
        let mail = LeasedMail {
            id,
            message_id: new.message_id.clone(),
            account: new.account,
            to: new.to.clone(),
            kind: new.kind.to_owned(),
            sealed: new.sealed.clone(),
            attempt: 0,
            queued_at: now,
            gives_up_at: new.gives_up_at,
        };
        self.mails.push(StoredMail { mail, due_at: now, reason: None, ended: None });
        Ok(())
    }

    fn spend(
        &mut self,
        account: AccountId,
        kind: &str,
        budget: &NoticeBudget,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (began_at, spent) = self.notices.entry((account, kind.to_owned())).or_insert((now, 0));
        if *began_at <= now - budget.within {
            (*began_at, *spent) = (now, 0);
        }
        let is_left = *spent < budget.most;
        *spent += u32::from(is_left);
        Ok(is_left)
    }
}

impl Deliveries for State {
    fn lease(
        &mut self,
        most: usize,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<LeasedMail>, StoreError> {
        let mut due: Vec<_> =
            self.mails.iter_mut().filter(|stored| stored.ended.is_none() && stored.due_at <= now).collect();
        due.sort_by_key(|stored| (stored.due_at, stored.mail.id));
        let leased = due.into_iter().take(most).map(|stored| {
            stored.due_at = until;
            stored.mail.attempt += 1;
            stored.mail.clone()
        });
        Ok(leased.collect())
    }

    fn settle(&mut self, mail: &LeasedMail, outcome: &Settled, now: Timestamp) -> Result<bool, StoreError> {
        let mut all = self.mails.iter_mut();
        let is_it = |stored: &StoredMail| {
            stored.mail.id == mail.id && stored.mail.attempt == mail.attempt && stored.ended.is_none()
        };
        let Some(stored) = all.find(|stored| is_it(stored)) else { return Ok(false) };
        match outcome {
            Settled::Sent => stored.end(now, true),
            Settled::Failed { reason } => {
                stored.reason = Some(reason.clone());
                stored.end(now, false);
            }
            Settled::Again { at, reason } => {
                stored.due_at = *at;
                stored.reason = Some(reason.clone());
            }
            Settled::Untried => {
                stored.due_at = now;
                stored.mail.attempt -= 1;
            }
        }
        Ok(true)
    }

    fn pending(&mut self) -> Result<usize, StoreError> {
        Ok(self.mails.iter().filter(|stored| stored.ended.is_none()).count())
    }

    fn remove_ended(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let kept = self.mails.len() + self.notices.len();
        self.mails.retain(|stored| stored.ended.is_none_or(|(at, _)| at >= before));
        self.notices.retain(|_, (began_at, _)| *began_at >= before);
        Ok(kept - self.mails.len() - self.notices.len())
    }
}

impl StoredMail {
    pub(super) fn is_pending(&self) -> bool {
        self.ended.is_none()
    }

    /// What is told of it, if it could not be delivered.
    pub(super) fn failed(&self) -> Option<FailedMail> {
        let (at, is_sent) = self.ended?;
        (!is_sent).then(|| FailedMail {
            id: self.mail.id,
            account: self.mail.account,
            to: self.mail.to.clone(),
            kind: self.mail.kind.clone(),
            reason: self.reason.clone().unwrap_or_default(),
            attempts: self.mail.attempt,
            queued_at: self.mail.queued_at,
            at,
        })
    }

    fn end(&mut self, now: Timestamp, is_sent: bool) {
        self.ended = Some((now, is_sent));
        self.mail.sealed.clear();
    }
}
