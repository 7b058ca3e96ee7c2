//! Cards, and what they count. Must not know who holds them.

use std::fmt;

use parlor_domain::ports::Random;

/// One of fifty-two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Card(u8);

const RANKS: [&str; 13] = ["A", "2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K"];
const SUITS: [&str; 4] = ["♠", "♥", "♦", "♣"];
/// What the ace counts beyond one where that does not go over.
const ACE_MORE: u8 = 10;
/// More than this is too much.
pub const MOST: u8 = 21;

impl Card {
    /// What it counts; the ace one.
    #[must_use]
    pub fn points(self) -> u8 {
        (self.0 % 13 + 1).min(10)
    }

    fn is_ace(self) -> bool {
        self.0.is_multiple_of(13)
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |names: &[&'static str], place: u8| names.get(usize::from(place)).copied().unwrap_or("?");
        write!(f, "{}{}", part(&RANKS, self.0 % 13), part(&SUITS, self.0 / 13))
    }
}

/// What cards count together, an ace as eleven where that does not go over.
#[must_use]
pub fn count(cards: &[Card]) -> u8 {
    let least = cards.iter().fold(0_u8, |sum, card| sum.saturating_add(card.points()));
    let has_ace = cards.iter().any(|card| card.is_ace());
    if has_ace && least + ACE_MORE <= MOST { least + ACE_MORE } else { least }
}

/// Whether two cards count twenty-one.
#[must_use]
pub fn is_blackjack(cards: &[Card]) -> bool {
    cards.len() == 2 && count(cards) == MOST
}

/// Fifty-two cards, shuffled: whoever draws takes the last.
#[must_use]
pub fn shuffled(random: &dyn Random) -> Vec<Card> {
    let mut deck: Vec<Card> = (0..52).map(Card).collect();
    for place in (1..deck.len()).rev() {
        let mut drawn = [0; 8];
        random.fill(&mut drawn);
        // Of 64 bits so few are lost to the remainder that no order is noticeably likelier than another.
        let places = u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1);
        let other = usize::try_from(u64::from_be_bytes(drawn) % places).unwrap_or(place);
        deck.swap(place, other);
    }
    deck
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandom;

    fn cards(places: &[u8]) -> Vec<Card> {
        places.iter().copied().map(Card).collect()
    }

    #[test]
    fn cards_count_as_everywhere() {
        let (ace, five, nine, king) = (0, 4, 8, 12);
        assert_eq!(count(&cards(&[king, five])), 15);
        assert_eq!(count(&cards(&[ace, five])), 16);
        assert_eq!(count(&cards(&[ace, five, nine])), 15);
        assert_eq!(count(&cards(&[ace, ace, nine])), 21);
        assert_eq!(count(&cards(&[king, king, five])), 25);
        assert!(is_blackjack(&cards(&[ace, king])) && !is_blackjack(&cards(&[king, five, ace])));
        assert_eq!(
            cards(&[ace, 13 + 9, king]).iter().map(ToString::to_string).collect::<String>(),
            "A♠10♥K♠"
        );
    }

    #[test]
    fn a_deck_has_every_card_once() {
        let mut deck = shuffled(&OsRandom);
        assert_ne!(deck, (0..52).map(Card).collect::<Vec<_>>());
        deck.sort_by_key(|card| card.0);
        assert_eq!(deck, (0..52).map(Card).collect::<Vec<_>>());
    }
}
