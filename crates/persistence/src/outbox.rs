//! Mail on its way as rows, and the budgets of notices.

use diesel::dsl::{case_when, sql};
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;

use diesel::sql_types::{BigInt, Bool};
use diesel::sqlite::Sqlite;
use parlor_auth::ports::{Deliveries, FailedMail, LeasedMail, Moment, NewMail, Outbox, Settled, Undelivered};
use parlor_domain::{AccountId, EmailAddress, NoticeBudget, StoreError, Timestamp};

use crate::link::{on, those_free};
use crate::pool::Slot;
use crate::schema::{notice_budgets, outbox};
use crate::time::{Ts, UtcTs};

const PENDING: &str = "pending";
const SENT: &str = "sent";
const FAILED: &str = "failed";

/// Written out, since neither database looks into an index of some rows for a value that it does not know yet.
fn is_pending() -> SqlLiteral<Bool> {
    sql("state = 'pending'")
}

fn is_failed() -> SqlLiteral<Bool> {
    sql("state = 'failed'")
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(Pg, Sqlite))]
struct LeasedRow {
    id: i64,
    message_id: String,
    account_id: Option<i64>,
    recipient: String,
    kind: String,
    sealed: Option<Vec<u8>>,
    attempts: i64,
    queued_at: Ts,
    gives_up_at: Ts,
}

fn unreadable(id: i64, column: &'static str) -> StoreError {
    StoreError::Unreadable { table: "outbox", column, id: id.to_string() }
}

impl LeasedRow {
    fn mail(self) -> Result<LeasedMail, StoreError> {
        let id = self.id;
        Ok(LeasedMail {
            id,
            message_id: self.message_id,
            account: self.account_id.map(AccountId),
            to: EmailAddress::parse(&self.recipient).map_err(|_| unreadable(id, "recipient"))?,
            kind: self.kind,
            sealed: self.sealed.ok_or_else(|| unreadable(id, "sealed"))?,
            attempt: self.attempts.try_into().map_err(|_| unreadable(id, "attempts"))?,
            queued_at: self.queued_at.0,
            gives_up_at: self.gives_up_at.0,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(Pg, Sqlite))]
struct FailedRow {
    id: i64,
    account_id: Option<i64>,
    recipient: String,
    kind: String,
    reason: Option<String>,
    attempts: i64,
    queued_at: Ts,
    ended_at: Option<Ts>,
}

impl FailedRow {
    fn mail(self) -> Result<FailedMail, StoreError> {
        Ok(FailedMail {
            id: self.id,
            account: self.account_id.map(AccountId),
            attempts: self.attempts.try_into().map_err(|_| unreadable(self.id, "attempts"))?,
            queued_at: self.queued_at.0,
            to: EmailAddress::parse(&self.recipient).map_err(|_| unreadable(self.id, "recipient"))?,
            kind: self.kind,
            reason: self.reason.unwrap_or_default(),
            at: self.ended_at.ok_or_else(|| unreadable(self.id, "ended_at"))?.0,
        })
    }
}

impl Outbox for Slot {
    fn queue(&mut self, mail: &NewMail, now: Timestamp) -> Result<(), StoreError> {
        let values = (
            outbox::message_id.eq(&mail.message_id),
            outbox::account_id.eq(mail.account.map(|id| id.0)),
            outbox::recipient.eq(mail.to.as_str()),
            outbox::kind.eq(mail.kind),
            outbox::sealed.eq(Some(&mail.sealed)),
            outbox::state.eq(PENDING),
            outbox::attempts.eq(0),
            outbox::queued_at.eq(Ts(now)),
            outbox::due_at.eq(Ts(now)),
            outbox::gives_up_at.eq(Ts(mail.gives_up_at)),
        );
        on!(&mut self.link, |conn| diesel::insert_into(outbox::table).values(values).execute(conn))
            .map_err(|error| Slot::failed(self, error))?;
        Ok(())
    }

    fn spend(
        &mut self,
        account: AccountId,
        kind: &str,
        budget: &NoticeBudget,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        use notice_budgets::{account_id, began_at, spent};
        let values =
            (account_id.eq(account.0), notice_budgets::kind.eq(kind), began_at.eq(Ts(now)), spent.eq(1));
        if budget.most == 0 {
            return Ok(false);
        }
        let is_over = || began_at.le(Ts(now - budget.within));
        let is_left = || spent.lt(i64::from(budget.most));
        let changed = on!(&mut self.link, |conn| diesel::query_dsl::methods::FilterDsl::filter(
            diesel::insert_into(notice_budgets::table)
                .values(values)
                .on_conflict((account_id, notice_budgets::kind))
                .do_update()
                .set((
                    spent.eq(case_when(is_over(), 1_i64.into_sql::<BigInt>()).otherwise(spent + 1)),
                    began_at.eq(case_when(is_over(), Ts(now).into_sql::<UtcTs>()).otherwise(began_at)),
                )),
            is_over().or(is_left())
        )
        .execute(conn))
        .map_err(|error| Slot::failed(self, error))?;
        Ok(changed == 1)
    }
}

impl Slot {
    /// How many mails could not be delivered and are still known.
    pub fn failed_count(&mut self) -> QueryResult<i64> {
        let rows = outbox::table.filter(is_failed()).count();
        on!(&mut self.link, |conn| rows.get_result(conn))
    }
}

impl Deliveries for Slot {
    fn lease(
        &mut self,
        most: usize,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<LeasedMail>, StoreError> {
        let due = outbox::table
            .filter(is_pending())
            .filter(outbox::due_at.le(Ts(now)))
            .order((outbox::due_at, outbox::id))
            .limit(i64::try_from(most).unwrap_or(i64::MAX))
            .select(outbox::id);
        let ids: Vec<i64> = those_free!(&mut self.link, due).map_err(|error| Slot::failed(self, error))?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut rows: Vec<LeasedRow> =
            on!(&mut self.link, |conn| diesel::update(outbox::table.filter(outbox::id.eq_any(&ids)))
                .set((outbox::due_at.eq(Ts(until)), outbox::attempts.eq(outbox::attempts + 1)))
                .returning(LeasedRow::as_returning())
                .get_results(conn))
            .map_err(|error| Slot::failed(self, error))?;
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
        rows.into_iter().map(LeasedRow::mail).collect()
    }

    fn settle(&mut self, mail: &LeasedMail, outcome: &Settled, now: Timestamp) -> Result<bool, StoreError> {
        let row = outbox::table
            .find(mail.id)
            .filter(is_pending())
            .filter(outbox::attempts.eq(i64::from(mail.attempt)));
        let settled = match outcome {
            Settled::Again { at, reason } => on!(&mut self.link, |conn| diesel::update(row)
                .set((outbox::due_at.eq(Ts(*at)), outbox::reason.eq(Some(reason))))
                .execute(conn)),
            Settled::Untried => on!(&mut self.link, |conn| diesel::update(row)
                .set((outbox::due_at.eq(Ts(now)), outbox::attempts.eq(outbox::attempts - 1)))
                .execute(conn)),
            Settled::Sent | Settled::Failed { .. } => {
                let (state, reason) = match outcome {
                    Settled::Failed { reason } => (FAILED, Some(reason)),
                    _ => (SENT, None),
                };
                let values = (
                    outbox::state.eq(state),
                    outbox::reason.eq(reason),
                    outbox::ended_at.eq(Some(Ts(now))),
                    outbox::sealed.eq(None::<Vec<u8>>),
                );
                on!(&mut self.link, |conn| diesel::update(row).set(values).execute(conn))
            }
        };
        settled.map(|rows| rows == 1).map_err(|error| Slot::failed(self, error))
    }

    fn pending(&mut self) -> Result<usize, StoreError> {
        let rows = outbox::table.filter(is_pending()).count();
        let count: i64 =
            on!(&mut self.link, |conn| rows.get_result(conn)).map_err(|error| Slot::failed(self, error))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    fn remove_ended(&mut self, before: Timestamp) -> Result<usize, StoreError> {
        let mails = outbox::table.filter(outbox::ended_at.lt(Some(Ts(before))));
        let budgets = notice_budgets::table.filter(notice_budgets::began_at.lt(Ts(before)));
        let mails = on!(&mut self.link, |conn| diesel::delete(mails).execute(conn));
        let mails = mails.map_err(|error| Slot::failed(self, error))?;
        let budgets = on!(&mut self.link, |conn| diesel::delete(budgets).execute(conn));
        budgets.map(|budgets| mails + budgets).map_err(|error| Slot::failed(self, error))
    }
}

/// Beyond every place there is.
const SOON: (Timestamp, i64) = (Timestamp::LAST, i64::MAX);

impl Undelivered for Slot {
    fn failed(&mut self, after: Option<Moment>, most: usize) -> Result<Vec<FailedMail>, StoreError> {
        let (at, id) = after.unwrap_or(SOON);
        let at = Some(Ts(at));
        let newest = outbox::table
            .filter(is_failed())
            .filter(outbox::ended_at.le(at))
            .filter(outbox::ended_at.lt(at).or(outbox::id.lt(id).nullable()))
            .order((outbox::ended_at.desc(), outbox::id.desc()))
            .limit(i64::try_from(most).unwrap_or(i64::MAX));
        let rows: Vec<FailedRow> =
            on!(&mut self.link, |conn| newest.select(FailedRow::as_select()).load(conn))
                .map_err(|error| Slot::failed(self, error))?;
        rows.into_iter().map(FailedRow::mail).collect()
    }
}
