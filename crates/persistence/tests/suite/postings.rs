//! Movements by one statement, on Postgres, against the same step by step.

use std::sync::{Arc, Mutex};

use parlor_auth::ports::Store as Auth;
use parlor_community::ports::{Posting, Store};
use parlor_domain::ports::Effects;
use parlor_domain::{
    AccountId, Actor, Amount, AuditEvent, AuditFilter, AuditKind, Author, Balance, ClientAddress, EntryId,
    MOST_EXACT, NewEntry, Reason, ServiceKeyId, Timestamp, WalletPolicy,
};
use parlor_persistence::Database;
use parlor_testkit::{at_once, newcomer};

use crate::support::{self, Fresh};

const STRICT: WalletPolicy = WalletPolicy { allow_negative: false };

fn now() -> Timestamp {
    Timestamp::from_micros(1_893_456_000_123_456).unwrap()
}

/// Keeps what followed a commit.
#[derive(Default)]
struct Followed(Mutex<Vec<AuditEvent>>);

impl Effects for Followed {
    fn committed(&self, events: &[AuditEvent]) {
        self.0.lock().unwrap().extend_from_slice(events);
    }
}

struct Bank {
    database: Database,
    followed: Arc<Followed>,
    ann: AccountId,
    _fresh: Fresh,
}

fn bank(fresh: Fresh) -> Bank {
    let followed = Arc::new(Followed::default());
    let database = fresh.open(Arc::<Followed>::clone(&followed));
    let ann = newcomer(&database, "ann", now());
    Bank { database, followed, ann, _fresh: fresh }
}

fn posting(account: AccountId, units: i64) -> Posting {
    let (amount, actor) =
        (Amount::parse(units).unwrap(), Actor::Service(ServiceKeyId(3), ClientAddress::Unknown));
    Posting {
        account,
        amount,
        room: STRICT.room(amount),
        author: Author::of(actor).unwrap(),
        reason: Reason::parse("won a hand").unwrap(),
        event: AuditEvent { kind: AuditKind::WalletMoved, actor, account: Some(account), session: None },
        at: now(),
    }
}

impl Bank {
    fn post(&self, units: i64) -> Option<(EntryId, i64)> {
        let posted = self.database.post(&posting(self.ann, units)).unwrap();
        posted.map(|(id, balance)| (id, balance.units()))
    }

    /// The same as a unit of work.
    fn step_by_step(&self, units: i64) {
        let Posting { account, amount, room, author, reason, event, at } = posting(self.ann, units);
        let mut work = Store::write(&self.database).unwrap();
        let balance_after = work.wallets().add(account, amount, room).unwrap().unwrap();
        let said = NewEntry { account, amount, balance_after, author, reason, key: None, at };
        work.wallets().enter(&said).unwrap();
        work.journal().record(event, at);
        work.commit().unwrap();
    }

    fn balance(&self) -> i64 {
        let mut reader = Store::read(&self.database).unwrap();
        reader.wallets().balance(self.ann).unwrap().map(Balance::units).unwrap()
    }

    fn ledger(&self) -> Vec<NewEntry> {
        let mut reader = Store::read(&self.database).unwrap();
        let entries = reader.wallets().entries(self.ann, None, 1_000).unwrap();
        entries.into_iter().rev().map(|entry| entry.said).collect()
    }

    /// What the audit log has of movements: when, whose, by whom.
    fn log(&self) -> Vec<(Timestamp, Option<AccountId>, Actor, Option<i64>)> {
        let mut reader = Auth::read(&self.database).unwrap();
        let filter = AuditFilter { kind: Some("wallet_moved".to_owned()), ..AuditFilter::default() };
        let entries = reader.audit_log().entries(&filter, None, 1_000).unwrap();
        entries.into_iter().map(|entry| (entry.at, entry.account, entry.actor, entry.subject)).collect()
    }
}

#[test]
fn a_posting_leaves_what_the_steps_would_have_left() {
    let (whole, steps) = (bank(support::postgres()), bank(support::postgres()));
    for units in [10, -3, MOST_EXACT - 7] {
        whole.post(units).unwrap();
        steps.step_by_step(units);
    }
    assert_eq!(whole.balance(), MOST_EXACT);
    assert_eq!(whole.ledger(), steps.ledger());
    assert_eq!(whole.ledger().len(), 3);
    assert_eq!(whole.log(), steps.log());
    assert_eq!(whole.log().len(), 3);
    let (of_whole, of_steps) = (whole.followed.0.lock().unwrap(), steps.followed.0.lock().unwrap());
    assert_eq!(*of_whole, *of_steps);
    assert_eq!(of_whole.len(), 3);
}

#[test]
fn what_has_no_room_is_not_posted_and_leaves_nothing() {
    let bank = bank(support::postgres());
    assert_eq!(bank.post(-1), None);
    bank.post(10).unwrap();
    assert_eq!(bank.post(-11), None);
    assert_eq!(bank.post(MOST_EXACT), None);
    assert_eq!(bank.database.post(&posting(AccountId(777), 1)).unwrap(), None);
    assert_eq!((bank.balance(), bank.ledger().len(), bank.log().len()), (10, 1, 1));
    assert_eq!(bank.followed.0.lock().unwrap().len(), 1);
}

#[test]
fn s56_postings_at_once_take_turns() {
    let bank = bank(support::postgres());
    bank.post(50).unwrap();
    let posted = at_once(100, |_| bank.post(-1));
    assert_eq!(posted.iter().flatten().count(), 50);
    assert_eq!(bank.balance(), 0);
    let ledger = bank.ledger();
    assert_eq!(ledger.iter().map(|entry| entry.amount.units()).sum::<i64>(), 0);
    let balances: Vec<_> = ledger.iter().map(|entry| entry.balance_after.units()).collect();
    assert_eq!(balances, (0..=50).rev().collect::<Vec<_>>(), "in the order of the ledger");
}

#[test]
fn sqlite_leaves_it_to_a_unit_of_work() {
    let bank = bank(support::sqlite());
    assert_eq!(bank.post(10), None);
    assert_eq!((bank.balance(), bank.ledger().len(), bank.log().len()), (0, 0, 0));
}
