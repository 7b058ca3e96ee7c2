//! The hands that are played, and what moves between them and the wallet. Must not know HTTP.

use std::collections::HashMap;
use std::sync::Arc;

use parlor_domain::AccountId;
use parlor_domain::ports::Random;
use tokio::sync::Mutex;

use crate::cards::shuffled;
use crate::chips::{Chips, NotMoved};
use crate::hand::{Hand, State};

/// The most that is played for at once.
pub const MOST_CHIPS: i64 = 1_000;

/// A table at which many play, each alone against the dealer.
pub struct Table {
    chips: Arc<dyn Chips>,
    random: Arc<dyn Random>,
    /// Each hand is held while something is done with it, so that what is owed is asked for by one at a time.
    hands: Mutex<HashMap<String, Arc<Mutex<Hand>>>>,
}

/// What a player does with a hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// Only looks.
    Look,
    /// Draws another card.
    Hit,
    /// Lets the dealer draw.
    Stand,
}

/// Why nothing came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such hand, or it is somebody else's.
    Unknown,
    /// The hand does not stand so that this could be done.
    NotNow,
    /// The bet was not taken, and there is no hand.
    NoBet(NotMoved),
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(chips: Arc<dyn Chips>, random: Arc<dyn Random>) -> Self {
        Self { chips, random, hands: Mutex::default() }
    }

    /// Takes a bet, then deals. Where it is not known whether the bet was taken there is a hand all the same, which
    /// waits until it is: whoever looks at it asks again.
    ///
    /// # Errors
    /// [`Refusal::NoBet`] where nothing moved.
    pub async fn bet(&self, player: AccountId, bet: i64) -> Result<(String, Hand), Refusal> {
        let mut drawn = [0; 16];
        self.random.fill(&mut drawn);
        let id = format!("{:032x}", u128::from_be_bytes(drawn));
        let hand = Arc::new(Mutex::new(Hand::new(player, bet, shuffled(self.random.as_ref()))));
        // Known before chips move: a client that hangs up leaves a hand that goes on.
        self.hands.lock().await.insert(id.clone(), Arc::clone(&hand));
        let mut held = hand.lock().await;
        match self.settle(&id, &mut held).await {
            Ok(()) | Err(NotMoved::Unclear(_)) => Ok((id, held.clone())),
            Err(nothing_moved) => {
                self.hands.lock().await.remove(&id);
                Err(Refusal::NoBet(nothing_moved))
            }
        }
    }

    /// Does something with a hand, after asking again for what is not known yet.
    ///
    /// # Errors
    /// [`Refusal`]
    pub async fn play(&self, player: AccountId, id: &str, what: Move) -> Result<Hand, Refusal> {
        let hand = self.hands.lock().await.get(id).cloned().ok_or(Refusal::Unknown)?;
        let mut held = hand.lock().await;
        if held.player != player {
            return Err(Refusal::Unknown);
        }
        self.ask_again(id, &mut held).await?;
        let moved = match what {
            Move::Look => Ok(held.clone()),
            Move::Hit => held.clone().hit(),
            Move::Stand => held.clone().stand(),
        };
        *held = moved.map_err(|_| Refusal::NotNow)?;
        self.ask_again(id, &mut held).await?;
        Ok(held.clone())
    }

    /// The hands of a player, in no order: whoever lost an answer finds what became of it.
    pub async fn hands_of(&self, player: AccountId) -> Vec<(String, Hand)> {
        let mut own = Vec::new();
        for (id, hand) in self.all().await {
            let held = hand.lock().await;
            if held.player == player {
                own.push((id, held.clone()));
            }
        }
        own
    }

    /// Asks again for all that is not known yet, also of players who left. Call it now and then.
    pub async fn settle_all(&self) {
        for (id, hand) in self.all().await {
            let mut held = hand.lock().await;
            if matches!(held.state, State::BetUnclear | State::Owing(_)) {
                // What comes of it shows in the hand, and in the log.
                drop(self.ask_again(&id, &mut held).await);
            }
        }
    }

    async fn all(&self) -> Vec<(String, Arc<Mutex<Hand>>)> {
        let hands = self.hands.lock().await;
        hands.iter().map(|(id, hand)| (id.clone(), Arc::clone(hand))).collect()
    }

    async fn ask_again(&self, id: &str, hand: &mut Hand) -> Result<(), Refusal> {
        match self.settle(id, hand).await {
            Ok(()) => Ok(()),
            Err(NotMoved::Unclear(reason)) => {
                tracing::warn!(id, reason, "a hand waits for the wallet");
                Ok(())
            }
            Err(nothing_moved) if hand.state == State::BetUnclear => {
                self.hands.lock().await.remove(id);
                Err(Refusal::NoBet(nothing_moved))
            }
            Err(refused) => {
                // The hand goes on owing, and says so, until the wallet takes it.
                tracing::error!(id, %refused, "a hand cannot be paid");
                Ok(())
            }
        }
    }

    /// Moves the chips that the hand waits for. Each move has a key of its own, so that asking again moves nothing
    /// twice.
    async fn settle(&self, id: &str, hand: &mut Hand) -> Result<(), NotMoved> {
        let (player, bet) = (hand.player, hand.bet);
        if hand.state == State::BetUnclear {
            self.chips.move_chips(player, -bet, &format!("{id}-bet"), "a bet at the card table").await?;
            *hand = hand.clone().deal();
        }
        if let State::Owing(chips) = hand.state {
            self.chips.move_chips(player, chips, &format!("{id}-pay"), "won at the card table").await?;
            *hand = hand.clone().paid();
        }
        Ok(())
    }
}
