//! What the table says while it is not known whether chips moved.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use card_table::OsRandom;
use card_table::chips::{Chips, Moving, NotMoved};
use card_table::hand::{Hand, State};
use card_table::table::{Move, Refusal, Table};
use parlor_domain::AccountId;

const ANN: AccountId = AccountId(1);
const BOB: AccountId = AccountId(2);

/// A wallet whose answers can get lost, before or after the chips moved.
#[derive(Default)]
struct Purse {
    /// By key: what a repeat must not move again.
    moved: Mutex<BTreeMap<String, i64>>,
    trouble: Mutex<Trouble>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Trouble {
    #[default]
    None,
    /// The request does not arrive.
    Before,
    /// The answer does not.
    After,
    TooFew,
    BadKey,
}

impl Purse {
    fn has(&self, trouble: Trouble) {
        *self.trouble.lock().unwrap() = trouble;
    }

    fn total(&self) -> i64 {
        self.moved.lock().unwrap().values().sum()
    }
}

impl Chips for Purse {
    fn move_chips<'a>(&'a self, _: AccountId, amount: i64, key: &'a str, _: &'a str) -> Moving<'a> {
        let trouble = *self.trouble.lock().unwrap();
        let unclear = || Err(NotMoved::Unclear("no answer".to_owned()));
        let answer = match trouble {
            Trouble::Before => unclear(),
            Trouble::TooFew => Err(NotMoved::TooFew),
            Trouble::BadKey => Err(NotMoved::Refused("403".to_owned())),
            Trouble::None | Trouble::After => {
                self.moved.lock().unwrap().entry(key.to_owned()).or_insert(amount);
                if trouble == Trouble::After { unclear() } else { Ok(()) }
            }
        };
        Box::pin(async move { answer })
    }
}

fn table() -> (Table, Arc<Purse>) {
    let purse = Arc::new(Purse::default());
    (Table::new(purse.clone(), Arc::new(OsRandom)), purse)
}

/// A hand that waits for its player: most do.
async fn playing(table: &Table) -> (String, Hand) {
    for _ in 0..100 {
        let (id, hand) = table.bet(ANN, 10).await.unwrap();
        if hand.state == State::Playing {
            return (id, hand);
        }
    }
    panic!("a hundred hands were over at once");
}

fn settled(hand: &Hand) -> i64 {
    match hand.state {
        State::Settled(chips) => chips,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_hand_moves_its_bet_and_what_was_won_and_nothing_else() {
    let (table, purse) = table();
    for _ in 0..50 {
        let before = purse.total();
        let (id, mut hand) = table.bet(ANN, 10).await.unwrap();
        while hand.state == State::Playing {
            hand = table.play(ANN, &id, Move::Hit).await.unwrap();
        }
        assert_eq!(purse.total() - before, settled(&hand) - 10);
    }
}

#[tokio::test]
async fn a_bet_that_is_not_taken_makes_no_hand() {
    let (table, purse) = table();
    for (trouble, why) in
        [(Trouble::TooFew, NotMoved::TooFew), (Trouble::BadKey, NotMoved::Refused("403".to_owned()))]
    {
        purse.has(trouble);
        assert_eq!(table.bet(ANN, 10).await.unwrap_err(), Refusal::NoBet(why));
    }
    assert!(table.hands_of(ANN).await.is_empty());
    assert_eq!(purse.total(), 0);
}

#[tokio::test]
async fn a_bet_of_which_nobody_knows_is_asked_for_again_and_taken_once() {
    for trouble in [Trouble::Before, Trouble::After] {
        let (table, purse) = table();
        purse.has(trouble);
        let (id, hand) = table.bet(ANN, 10).await.unwrap();
        assert_eq!((hand.state, hand.cards.len()), (State::BetUnclear, 0));
        assert_eq!(table.play(ANN, &id, Move::Hit).await.unwrap_err(), Refusal::NotNow);
        purse.has(Trouble::None);
        let hand = table.play(ANN, &id, Move::Look).await.unwrap();
        assert_ne!(hand.state, State::BetUnclear);
        assert_eq!(purse.moved.lock().unwrap()[&format!("{id}-bet")], -10);
    }
}

#[tokio::test]
async fn a_bet_that_turns_out_not_to_be_taken_ends_the_hand() {
    let (table, purse) = table();
    purse.has(Trouble::Before);
    let (id, _) = table.bet(ANN, 10).await.unwrap();
    purse.has(Trouble::TooFew);
    let refused = table.play(ANN, &id, Move::Look).await.unwrap_err();
    assert_eq!(refused, Refusal::NoBet(NotMoved::TooFew));
    assert_eq!(table.play(ANN, &id, Move::Look).await.unwrap_err(), Refusal::Unknown);
}

#[tokio::test]
async fn what_is_owed_is_owed_until_it_is_known_to_be_paid() {
    for trouble in [Trouble::Before, Trouble::After, Trouble::BadKey] {
        let (table, purse) = table();
        let owed = loop {
            let (id, _) = playing(&table).await;
            purse.has(trouble);
            let hand = table.play(ANN, &id, Move::Stand).await.unwrap();
            purse.has(Trouble::None);
            if let State::Owing(chips) = hand.state {
                break (id, chips);
            }
        };
        table.settle_all().await;
        let (_, hand) = table.hands_of(ANN).await.into_iter().find(|(id, _)| *id == owed.0).unwrap();
        assert_eq!(settled(&hand), owed.1);
        assert_eq!(purse.moved.lock().unwrap()[&format!("{}-pay", owed.0)], owed.1);
    }
}

#[tokio::test]
async fn nobody_plays_or_sees_the_hand_of_another() {
    let (table, _) = table();
    let (id, _) = playing(&table).await;
    for what in [Move::Look, Move::Hit, Move::Stand] {
        assert_eq!(table.play(BOB, &id, what).await.unwrap_err(), Refusal::Unknown);
    }
    assert_eq!(table.play(ANN, "no hand", Move::Look).await.unwrap_err(), Refusal::Unknown);
    assert!(table.hands_of(BOB).await.is_empty());
    assert!(table.play(ANN, &id, Move::Stand).await.is_ok());
}
