//! The ports of balances, the ledger and repeated calls, on both databases.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parlor_auth::ports::Store as Auth;
use parlor_community::ports::{Call, Claim, Operation, Store, Work};
use parlor_domain::{
    AccountId, Amount, Author, Balance, EntryId, IdempotencyKey, MOST_EXACT, NewEntry, Reason, ServiceKeyId,
    StoreError, Timestamp, WalletPolicy,
};
use parlor_persistence::Database;
use parlor_testkit::{at_once, newcomer};

use crate::support::{self, Fresh};

const STRICT: WalletPolicy = WalletPolicy { allow_negative: false };
const LENIENT: WalletPolicy = WalletPolicy { allow_negative: true };

fn now() -> Timestamp {
    Timestamp::from_micros(1_893_456_000_123_456).unwrap()
}

/// A database with two accounts.
struct Bank {
    database: Arc<Database>,
    ann: AccountId,
    ben: AccountId,
    _fresh: Fresh,
}

fn banks() -> [Bank; 2] {
    support::both().map(|fresh| {
        let database = Arc::new(fresh.open_quietly());
        let (ann, ben) = (newcomer(&*database, "ann", now()), newcomer(&*database, "ben", now()));
        Bank { database, ann, ben, _fresh: fresh }
    })
}

impl Bank {
    fn commit<T>(&self, work: impl FnOnce(&mut dyn Work) -> Result<T, StoreError>) -> T {
        let mut unit = Store::write(self.database.as_ref()).unwrap();
        let outcome = work(unit.as_mut()).unwrap();
        unit.commit().unwrap();
        outcome
    }

    fn add(&self, account: AccountId, units: i64, policy: WalletPolicy) -> Option<i64> {
        let amount = Amount::parse(units).unwrap();
        let moved = self.commit(|work| work.wallets().add(account, amount, policy.room(amount)));
        moved.map(Balance::units)
    }

    fn balance(&self, account: AccountId) -> Option<i64> {
        let mut reader = Store::read(self.database.as_ref()).unwrap();
        reader.wallets().balance(account).unwrap().map(Balance::units)
    }

    fn delete(&self, account: AccountId) {
        let mut work = Auth::write(self.database.as_ref()).unwrap();
        work.accounts().delete(account).unwrap();
        work.commit().unwrap();
    }
}

#[test]
fn a_balance_begins_at_zero_and_nobody_has_none() {
    for bank in banks() {
        assert_eq!(bank.balance(bank.ann), Some(0));
        assert_eq!(bank.balance(AccountId(777)), None);
        assert_eq!(bank.balance(AccountId(i64::MAX)), None);
    }
}

#[test]
fn an_amount_is_added_where_the_balance_has_room_for_it() {
    for bank in banks() {
        assert_eq!(bank.add(bank.ann, -1, STRICT), None, "nothing is there");
        assert_eq!(bank.add(bank.ann, 10, STRICT), Some(10));
        assert_eq!(bank.add(bank.ann, -11, STRICT), None);
        assert_eq!(bank.add(bank.ann, -10, STRICT), Some(0));
        assert_eq!(bank.add(bank.ann, MOST_EXACT, STRICT), Some(MOST_EXACT));
        assert_eq!(bank.add(bank.ann, 1, STRICT), None);
        assert_eq!(bank.balance(bank.ann), Some(MOST_EXACT));
        assert_eq!(bank.add(bank.ben, -MOST_EXACT, LENIENT), Some(-MOST_EXACT));
        assert_eq!(bank.add(bank.ben, -1, LENIENT), None);
        assert_eq!(bank.add(bank.ben, 5, STRICT), Some(5 - MOST_EXACT), "it can be paid off");
        assert_eq!(bank.add(bank.ben, -1, STRICT), None);
        assert_eq!(bank.add(AccountId(777), 10, STRICT), None);
    }
}

#[test]
fn a_balance_that_is_locked_is_set() {
    for bank in banks() {
        let locked = |account, to: i64| {
            bank.commit(|work| {
                let before = work.wallets().lock(account)?;
                work.wallets().set(account, Balance::parse(to).unwrap())?;
                Ok(before.map(Balance::units))
            })
        };
        assert_eq!(locked(bank.ann, 10), Some(0));
        assert_eq!(locked(bank.ann, 7), Some(10));
        assert_eq!(bank.balance(bank.ann), Some(7));
        assert_eq!(bank.balance(bank.ben), Some(0));
        assert_eq!(bank.commit(|work| work.wallets().lock(AccountId(777))), None);
    }
}

#[test]
fn what_is_not_committed_moves_nothing() {
    for bank in banks() {
        let mut work = Store::write(bank.database.as_ref()).unwrap();
        let amount = Amount::parse(10).unwrap();
        assert!(work.wallets().add(bank.ann, amount, STRICT.room(amount)).unwrap().is_some());
        drop(work);
        assert_eq!(bank.balance(bank.ann), Some(0));
    }
}

#[test]
fn s56_whoever_moves_a_balance_at_once_takes_turns() {
    for bank in banks() {
        bank.add(bank.ann, 50, STRICT);
        let moved = at_once(100, |number| bank.add(bank.ann, if number % 4 == 0 { 1 } else { -1 }, STRICT));
        let given = i64::try_from(moved.iter().enumerate().filter(|(n, _)| n % 4 == 0).count()).unwrap();
        let taken = i64::try_from(moved.iter().flatten().count()).unwrap() - given;
        assert!(moved.iter().flatten().all(|balance| *balance >= 0));
        assert_eq!(bank.balance(bank.ann), Some(50 + given - taken));
        assert_eq!(given, 25, "what gives is never refused");
        // Whoever met an empty balance was refused, and there were enough to empty what was there at first.
        assert!((50..=75).contains(&taken), "{taken} were taken");
    }
}

fn entry(account: AccountId, units: i64, author: Author, key: Option<&str>) -> NewEntry {
    NewEntry {
        account,
        amount: Amount::stored(units).unwrap(),
        balance_after: Balance::parse(units).unwrap(),
        author,
        reason: Reason::parse("won a hand").unwrap(),
        key: key.map(|key| IdempotencyKey::parse(key).unwrap()),
        at: now(),
    }
}

#[test]
fn entries_are_given_back_as_they_were_written_the_last_first() {
    for bank in banks() {
        let authors = [Author::Account(bank.ben), Author::Service(ServiceKeyId(3)), Author::Operator];
        let written: Vec<_> = [(0, None), (MOST_EXACT, Some("k")), (-MOST_EXACT, None)]
            .into_iter()
            .zip(authors)
            .map(|((units, key), author)| entry(bank.ann, units, author, key))
            .collect();
        let ids: Vec<_> = written.iter().map(|said| bank.commit(|work| work.wallets().enter(said))).collect();
        bank.commit(|work| work.wallets().enter(&entry(bank.ben, 1, Author::Operator, None)));
        let mut reader = Store::read(bank.database.as_ref()).unwrap();
        let mut page = |after, limit| {
            let found = reader.wallets().entries(bank.ann, after, limit).unwrap();
            found.into_iter().map(|entry| (entry.id, entry.said)).collect::<Vec<_>>()
        };
        let mut wanted: Vec<_> = ids.iter().copied().zip(written.clone()).collect();
        wanted.reverse();
        assert_eq!(page(None, 10), wanted);
        assert_eq!(page(None, 2), wanted[..2]);
        assert_eq!(page(Some(ids[1]), 2), wanted[2..]);
        assert_eq!(page(Some(ids[0]), 2), []);
        assert!(ids.is_sorted());
        assert_eq!(reader.wallets().entry(ids[1]).unwrap().unwrap().said, written[1]);
        assert_eq!(reader.wallets().entry(EntryId(777)).unwrap(), None);
    }
}

#[test]
fn what_belongs_to_a_wallet_goes_with_its_account() {
    for bank in banks() {
        bank.add(bank.ann, 10, STRICT);
        let of_ann =
            bank.commit(|work| work.wallets().enter(&entry(bank.ann, 10, Author::Account(bank.ben), None)));
        let of_ben =
            bank.commit(|work| work.wallets().enter(&entry(bank.ben, 10, Author::Account(bank.ann), None)));
        bank.delete(bank.ann);
        assert_eq!(bank.balance(bank.ann), None);
        let mut reader = Store::read(bank.database.as_ref()).unwrap();
        assert_eq!(reader.wallets().entry(of_ann).unwrap(), None);
        assert!(reader.wallets().entry(of_ben).unwrap().is_some(), "what somebody did to others stays");
    }
}

fn call(caller: Author, key: &str, body: &str) -> Call {
    let key = IdempotencyKey::parse(key).unwrap();
    Call { caller, operation: Operation::WalletEntry, key, body: body.to_owned() }
}

/// Makes a call, of which `outcome` comes if it is the first.
fn make(work: &mut dyn Work, call: &Call, outcome: &str, at: Timestamp) -> Result<Claim, StoreError> {
    let claim = work.idempotency().claim(call, at - Duration::from_secs(60), at)?;
    if claim == Claim::First {
        work.idempotency().keep(call, outcome)?;
    }
    Ok(claim)
}

#[test]
fn s57_a_call_is_known_again_by_caller_operation_and_key() {
    for bank in banks() {
        let made = |call: Call, outcome: &str| bank.commit(|work| make(work, &call, outcome, now()));
        let (ann, service) = (Author::Account(bank.ann), Author::Service(ServiceKeyId(bank.ann.0)));
        assert_eq!(made(call(ann, "k", "body"), "1"), Claim::First);
        assert_eq!(made(call(ann, "k", "body"), "2"), Claim::Again("1".into()));
        assert_eq!(made(call(ann, "k", "other"), "2"), Claim::OtherBody);
        assert_eq!(made(call(ann, "K", "body"), "2"), Claim::First);
        assert_eq!(made(call(service, "k", "other"), "3"), Claim::First);
        assert_eq!(made(call(Author::Operator, "k", "other"), "4"), Claim::First);
        assert_eq!(made(call(Author::Operator, "k", "other"), "5"), Claim::Again("4".into()));
        let scores = Call { operation: Operation::Scores, ..call(ann, "k", "body") };
        assert_eq!(made(scores, "6"), Claim::First);
    }
}

#[test]
fn s57_a_call_that_was_taken_back_was_never_made() {
    for bank in banks() {
        let call = call(Author::Operator, "k", "body");
        let mut work = Store::write(bank.database.as_ref()).unwrap();
        assert_eq!(make(work.as_mut(), &call, "1", now()).unwrap(), Claim::First);
        drop(work);
        assert_eq!(bank.commit(|work| make(work, &call, "2", now())), Claim::First);
    }
}

#[test]
fn s57_a_call_that_is_too_old_is_as_good_as_none_and_is_removed() {
    for bank in banks() {
        let call = call(Author::Operator, "k", "body");
        let made = |at, outcome: &str| bank.commit(|work| make(work, &call, outcome, at));
        let late = now() + Duration::from_secs(60);
        assert_eq!(made(now(), "1"), Claim::First);
        assert_eq!(made(late, "2"), Claim::Again("1".into()), "to the second");
        let later = late + Duration::from_micros(1);
        assert_eq!(made(later, "2"), Claim::First);
        assert_eq!(made(later, "3"), Claim::Again("2".into()));
        assert_eq!(bank.commit(|work| work.idempotency().remove_over(later)), 0);
        assert_eq!(bank.commit(|work| work.idempotency().remove_over(later + Duration::from_micros(1))), 1);
        assert_eq!(made(later, "4"), Claim::First);
    }
}

#[test]
fn s57_a_second_call_at_once_waits_for_the_first_and_gets_what_came_of_it() {
    for bank in banks() {
        let call = call(Author::Operator, "k", "body");
        thread::scope(|scope| {
            let mut first = Store::write(bank.database.as_ref()).unwrap();
            assert_eq!(first.idempotency().claim(&call, now(), now()).unwrap(), Claim::First);
            let second = scope.spawn(|| bank.commit(|work| make(work, &call, "2", now())));
            // Long enough for the second to have asked, if nothing kept it.
            thread::sleep(Duration::from_millis(100));
            assert!(!second.is_finished());
            first.idempotency().keep(&call, "1").unwrap();
            first.commit().unwrap();
            assert_eq!(second.join().unwrap(), Claim::Again("1".into()));
        });
    }
}

#[test]
fn what_an_account_asked_for_goes_with_it() {
    for bank in banks() {
        let calls = [call(Author::Account(bank.ann), "k", "body"), call(Author::Operator, "k", "body")];
        for call in &calls {
            assert_eq!(bank.commit(|work| make(work, call, "1", now())), Claim::First);
        }
        bank.delete(bank.ann);
        let all = now() + Duration::from_secs(1);
        assert_eq!(bank.commit(|work| work.idempotency().remove_over(all)), 1);
    }
}

#[test]
fn a_deletion_and_a_move_at_once_do_not_wait_for_each_other_for_ever() {
    for bank in banks() {
        let accounts: Vec<_> =
            (0..20).map(|number| newcomer(&*bank.database, &format!("player{number}"), now())).collect();
        for account in accounts {
            bank.add(account, 5, STRICT);
            let outcomes = at_once(4, |number| {
                if number == 0 {
                    bank.delete(account);
                    return;
                }
                let mut work = Store::write(bank.database.as_ref()).unwrap();
                let amount = Amount::parse(1).unwrap();
                if work.wallets().add(account, amount, STRICT.room(amount)).unwrap().is_some() {
                    work.wallets().enter(&entry(account, 1, Author::Operator, None)).unwrap();
                    work.commit().unwrap();
                }
            });
            assert_eq!((outcomes.len(), bank.balance(account)), (4, None));
        }
    }
}
