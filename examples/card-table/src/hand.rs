//! One hand, as a state machine: what a player may do in it, and what the table owes. Must not know how chips move.

use parlor_domain::AccountId;

use crate::cards::{Card, MOST, count, is_blackjack};

/// The dealer draws up to this.
const DEALER_STANDS: u8 = 17;

/// A hand and where it stands.
#[derive(Debug, Clone)]
pub struct Hand {
    /// Who plays it.
    pub player: AccountId,
    /// How many chips it is about.
    pub bet: i64,
    /// What the player holds.
    pub cards: Vec<Card>,
    /// What the dealer holds.
    pub dealer: Vec<Card>,
    /// Where it stands.
    pub state: State,
    deck: Vec<Card>,
}

/// Where a hand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The bet was asked for, and it is not known whether it was taken: nothing is dealt before it is.
    BetUnclear,
    /// The bet is taken, and the player draws or stands.
    Playing,
    /// It is over, and the table has not yet been told that what it owes was paid.
    Owing(i64),
    /// It is over, and so much was paid; the bet is within.
    Settled(i64),
}

/// The player may not do this now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotNow;

impl Hand {
    /// A hand whose bet is not taken yet.
    #[must_use]
    pub fn new(player: AccountId, bet: i64, deck: Vec<Card>) -> Self {
        Self { player, bet, cards: Vec::new(), dealer: Vec::new(), state: State::BetUnclear, deck }
    }

    /// Deals, now that the bet is known to be taken. Twenty-one at once is paid three to two.
    #[must_use]
    pub fn deal(mut self) -> Self {
        if self.state != State::BetUnclear {
            return self;
        }
        for _ in 0..2 {
            self.cards.extend(self.deck.pop());
            self.dealer.extend(self.deck.pop());
        }
        self.state = match (is_blackjack(&self.cards), is_blackjack(&self.dealer)) {
            (true, true) => self.owing(self.bet),
            (true, false) => self.owing(self.bet + self.bet + self.bet / 2),
            (false, _) => State::Playing,
        };
        self
    }

    /// Draws another card; too many points lose.
    ///
    /// # Errors
    /// [`NotNow`]
    pub fn hit(mut self) -> Result<Self, NotNow> {
        if self.state != State::Playing {
            return Err(NotNow);
        }
        self.cards.extend(self.deck.pop());
        match count(&self.cards) {
            MOST => self.stand(),
            points if points > MOST => {
                self.state = self.owing(0);
                Ok(self)
            }
            _ => Ok(self),
        }
    }

    /// Lets the dealer draw, and compares.
    ///
    /// # Errors
    /// [`NotNow`]
    pub fn stand(mut self) -> Result<Self, NotNow> {
        if self.state != State::Playing {
            return Err(NotNow);
        }
        while count(&self.dealer) < DEALER_STANDS {
            self.dealer.extend(self.deck.pop());
        }
        let (own, dealer) = (count(&self.cards), count(&self.dealer));
        self.state = if dealer > MOST || own > dealer {
            self.owing(self.bet * 2)
        } else if own == dealer && !is_blackjack(&self.dealer) {
            self.owing(self.bet)
        } else {
            self.owing(0)
        };
        Ok(self)
    }

    /// Notes that what was owed is known to be paid.
    #[must_use]
    pub fn paid(mut self) -> Self {
        if let State::Owing(chips) = self.state {
            self.state = State::Settled(chips);
        }
        self
    }

    /// Who owes nothing has paid.
    fn owing(&self, chips: i64) -> State {
        if chips == 0 { State::Settled(0) } else { State::Owing(chips) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandom;
    use crate::cards::shuffled;

    const BET: i64 = 11;

    /// A hand of a deck from which these are drawn, in this order: player, dealer, player, dealer, and on.
    fn hand(ranks: &[&str]) -> Hand {
        let mut deck = shuffled(&OsRandom);
        let mut drawn: Vec<Card> = ranks
            .iter()
            .map(|rank| {
                let place = deck.iter().position(|card| card.to_string().starts_with(rank)).unwrap();
                deck.remove(place)
            })
            .collect();
        drawn.reverse();
        Hand::new(AccountId(7), BET, drawn)
    }

    #[test]
    fn nothing_is_dealt_before_the_bet_is_known_to_be_taken() {
        let hand = hand(&["K", "9", "7", "8"]);
        assert!(hand.cards.is_empty() && hand.clone().hit().is_err() && hand.clone().stand().is_err());
        let dealt = hand.deal();
        assert_eq!((dealt.state, count(&dealt.cards), count(&dealt.dealer)), (State::Playing, 17, 17));
        assert_eq!(dealt.clone().deal().cards, dealt.cards, "once");
    }

    #[test]
    fn the_better_hand_wins_and_an_equal_one_gets_its_bet_back() {
        let stood = |ranks: &[&str]| hand(ranks).deal().stand().unwrap().state;
        assert_eq!(stood(&["K", "9", "8", "8"]), State::Owing(2 * BET));
        assert_eq!(stood(&["K", "9", "7", "8"]), State::Owing(BET));
        assert_eq!(stood(&["K", "9", "6", "8"]), State::Settled(0));
        assert_eq!(stood(&["K", "10", "6", "6", "J"]), State::Owing(2 * BET), "the dealer goes over");
    }

    #[test]
    fn whoever_goes_over_loses_and_twenty_one_needs_no_more() {
        let over = hand(&["K", "9", "6", "8", "Q"]).deal().hit().unwrap();
        assert_eq!(over.state, State::Settled(0));
        assert_eq!(over.hit().unwrap_err(), NotNow);
        let full = hand(&["K", "9", "6", "8", "5"]).deal().hit().unwrap();
        assert_eq!(full.state, State::Owing(2 * BET));
    }

    #[test]
    fn twenty_one_at_once_is_paid_three_to_two() {
        assert_eq!(hand(&["A", "9", "K", "8"]).deal().state, State::Owing(27));
        assert_eq!(hand(&["A", "A", "K", "K"]).deal().state, State::Owing(BET));
        assert_eq!(hand(&["K", "A", "9", "K"]).deal().stand().unwrap().state, State::Settled(0));
    }

    #[test]
    fn a_hand_is_settled_once_it_is_known_to_be_paid() {
        let owing = hand(&["K", "9", "8", "8"]).deal().stand().unwrap();
        assert_eq!(owing.clone().paid().state, State::Settled(2 * BET));
        assert_eq!(owing.paid().paid().state, State::Settled(2 * BET));
    }
}
