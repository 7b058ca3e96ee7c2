//! Moving balances, and looking at what moved them.

use std::time::Duration;

use parlor_community::wallet::{
    ChangeBalance, ChangeError, Movement, balance, change_balance, entries, set_balance,
};
use parlor_community::{Context, UnknownAccount, sweep};
use parlor_domain::{
    AccountId, Actor, Amount, AuditKind, Author, Balance, ClientAddress, Entry, Failure, IdempotencyKey,
    MOST_EXACT, Reason, ServiceKeyId,
};

use crate::house::{House, refused};

const NOBODY: AccountId = AccountId(777);

/// Another back end.
const SERVICE: Actor = Actor::Service(ServiceKeyId(3), ClientAddress::Unknown);

/// A house with Ann and Ben.
struct Bank {
    house: House,
    ctx: Context,
    ann: AccountId,
    ben: AccountId,
}

fn by(units: i64) -> Movement {
    Movement::By(Amount::parse(units).unwrap())
}

fn to(units: i64) -> Movement {
    Movement::To(Balance::parse(units).unwrap())
}

fn reason() -> Reason {
    Reason::parse("won a hand").unwrap()
}

impl Bank {
    fn new() -> Self {
        let house = House::new();
        let (ctx, ann, ben) = ((*house).clone(), house.person("ann"), house.person("ben"));
        house.effects.take();
        Self { house, ctx, ann, ben }
    }

    fn change(
        &self,
        account: AccountId,
        movement: Movement,
        key: Option<&str>,
    ) -> Result<Entry, ChangeError> {
        let key = key.map(|key| IdempotencyKey::parse(key).unwrap());
        let command = ChangeBalance { account, movement, reason: reason(), key };
        change_balance(&self.ctx, SERVICE, command).map_err(|failure| refused(Err::<Entry, _>(failure)))
    }

    fn balance(&self, account: AccountId) -> i64 {
        balance(&self.ctx, account).unwrap().units()
    }

    fn ledger(&self, account: AccountId) -> Vec<i64> {
        let (entries, _) = entries(&self.ctx, account, None, 100).unwrap();
        entries.iter().map(|entry| entry.said.amount.units()).collect()
    }
}

#[test]
fn a_balance_moves_and_the_ledger_says_so() {
    let bank = Bank::new();
    let entry = bank.change(bank.ann, by(50), Some("k")).unwrap();
    assert_eq!((entry.said.amount.units(), entry.said.balance_after.units()), (50, 50));
    assert_eq!(entry.said.author, Author::Service(ServiceKeyId(3)));
    bank.change(bank.ann, by(-20), None).unwrap();
    let set = bank.change(bank.ann, to(100), None).unwrap();
    assert_eq!((set.said.amount.units(), set.said.balance_after.units()), (70, 100));
    assert_eq!(bank.ledger(bank.ann), [70, -20, 50]);
    assert_eq!((bank.balance(bank.ann), bank.balance(bank.ben)), (100, 0));
    let told: Vec<_> =
        bank.house.effects.take().into_iter().map(|event| (event.kind, event.account)).collect();
    let of_ann = |kind| (kind, Some(bank.ann));
    let wanted = [AuditKind::WalletMoved, AuditKind::WalletMoved, AuditKind::BalanceSet].map(of_ann);
    assert_eq!(told, wanted);
}

#[test]
fn a_balance_that_is_set_to_what_it_was_moved_by_nothing() {
    let bank = Bank::new();
    let entry = bank.change(bank.ann, to(0), None).unwrap();
    assert_eq!((entry.said.amount.units(), entry.said.balance_after.units()), (0, 0));
}

#[test]
fn every_way_in_which_a_balance_does_not_move_has_its_answer() {
    let bank = Bank::new();
    let why = |account, movement| bank.change(account, movement, None).unwrap_err();
    assert_eq!(why(bank.ann, by(-1)), ChangeError::Insufficient);
    assert_eq!(why(bank.ann, by(-MOST_EXACT)), ChangeError::Insufficient);
    assert_eq!(why(bank.ann, to(-1)), ChangeError::BelowZero);
    assert_eq!(why(NOBODY, by(1)), ChangeError::UnknownAccount);
    assert_eq!(why(NOBODY, to(1)), ChangeError::UnknownAccount);
    bank.change(bank.ann, to(MOST_EXACT), None).unwrap();
    assert_eq!(why(bank.ann, by(1)), ChangeError::OutOfRange);
    assert_eq!(bank.ledger(bank.ann), [MOST_EXACT]);
    assert_eq!(refused(balance(&bank.ctx, NOBODY)), UnknownAccount);
    assert_eq!(refused(entries(&bank.ctx, NOBODY, None, 10)), UnknownAccount);
}

#[test]
fn where_the_operator_allows_it_a_balance_goes_below_zero() {
    let mut bank = Bank::new();
    bank.ctx.policy.wallet.allow_negative = true;
    bank.change(bank.ann, by(-5), None).unwrap();
    bank.change(bank.ben, to(-7), None).unwrap();
    assert_eq!((bank.balance(bank.ann), bank.balance(bank.ben)), (-5, -7));
    bank.change(bank.ben, to(-MOST_EXACT), None).unwrap();
    assert_eq!(bank.change(bank.ben, to(1), None).unwrap_err(), ChangeError::OutOfRange, "too far at once");
    bank.ctx.policy.wallet.allow_negative = false;
    bank.change(bank.ann, by(2), None).unwrap();
    assert_eq!(bank.balance(bank.ann), -3);
}

#[test]
fn whoever_showed_no_credential_moves_nothing() {
    let bank = Bank::new();
    let anyone = Actor::Anyone(ClientAddress::Unknown);
    let outcome = set_balance(&bank.ctx, anyone, bank.ann, Balance::parse(5).unwrap(), reason());
    assert!(matches!(outcome, Err(Failure::Forbidden)));
    assert_eq!(bank.balance(bank.ann), 0);
}

#[test]
fn a_contract_sets_a_balance_and_gets_it_back() {
    let bank = Bank::new();
    let admin = Actor::Account(bank.ben, ClientAddress::Unknown);
    let set = set_balance(&bank.ctx, admin, bank.ann, Balance::parse(5).unwrap(), reason()).unwrap();
    assert_eq!((set.units(), bank.balance(bank.ann)), (5, 5));
    let (entries, next) = entries(&bank.ctx, bank.ann, None, 10).unwrap();
    assert_eq!((entries[0].said.author, next), (Author::Account(bank.ben), None));
}

#[test]
fn the_ledger_comes_in_pages() {
    let bank = Bank::new();
    for units in 1..=5 {
        bank.change(bank.ann, by(units), None).unwrap();
    }
    let page = |after| {
        let (entries, next) = entries(&bank.ctx, bank.ann, after, 2).unwrap();
        (entries.iter().map(|entry| entry.said.amount.units()).collect::<Vec<_>>(), next)
    };
    let (first, next) = page(None);
    let (second, then) = page(next);
    assert_eq!((first, second, page(then)), (vec![5, 4], vec![3, 2], (vec![1], None)));
}

#[test]
fn s57_a_call_that_comes_again_gets_the_first_answer_and_does_nothing_more() {
    let bank = Bank::new();
    let first = bank.change(bank.ann, by(50), Some("k")).unwrap();
    bank.change(bank.ann, to(7), None).unwrap();
    bank.house.effects.take();
    assert_eq!(bank.change(bank.ann, by(50), Some("k")).unwrap(), first);
    assert_eq!((bank.balance(bank.ann), bank.house.effects.take().len()), (7, 0));
    for (account, movement) in [(bank.ann, by(51)), (bank.ann, to(50)), (bank.ben, by(50))] {
        assert_eq!(bank.change(account, movement, Some("k")).unwrap_err(), ChangeError::KeyReused);
    }
    assert_eq!((bank.balance(bank.ann), bank.balance(bank.ben)), (7, 0));
}

#[test]
fn s57_what_was_refused_may_be_asked_again_under_its_key() {
    let bank = Bank::new();
    assert_eq!(bank.change(bank.ann, by(-5), Some("k")).unwrap_err(), ChangeError::Insufficient);
    bank.change(bank.ann, by(5), None).unwrap();
    bank.change(bank.ann, by(-5), Some("k")).unwrap();
    bank.change(bank.ann, by(-5), Some("k")).unwrap();
    assert_eq!(bank.ledger(bank.ann), [-5, 5]);
}

#[test]
fn s57_a_key_is_known_for_a_day() {
    let bank = Bank::new();
    let day = Duration::from_secs(24 * 3600);
    bank.change(bank.ann, by(1), Some("k")).unwrap();
    bank.house.clock.advance(day);
    bank.change(bank.ann, by(1), Some("k")).unwrap();
    assert_eq!((bank.balance(bank.ann), sweep(&bank.ctx).unwrap()), (1, 0));
    bank.house.clock.advance(Duration::from_micros(1));
    assert_eq!(sweep(&bank.ctx).unwrap(), 1);
    bank.change(bank.ann, by(1), Some("k")).unwrap();
    assert_eq!(bank.balance(bank.ann), 2);
}
