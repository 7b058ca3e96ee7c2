//! The table over HTTP. Must not know the rules of the game.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path, ServiceConfig, get, post, resource};
use actix_web::{HttpResponse, ResponseError};
use parlor_verifier::actix::SignedIn;
use serde::{Deserialize, Serialize};
use serde_json::json;
use thiserror::Error;

use crate::cards::{Card, count};
use crate::chips::NotMoved;
use crate::hand::{Hand, State};
use crate::table::{MOST_CHIPS, Move, Refusal, Table};

/// Where what is.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/hands").route(post().to(bet)).route(get().to(list)))
        .service(resource("/hands/{id}").route(get().to(look)))
        .service(resource("/hands/{id}/hit").route(post().to(hit)))
        .service(resource("/hands/{id}/stand").route(post().to(stand)));
}

#[derive(Deserialize)]
struct Bet {
    bet: i64,
}

#[derive(Serialize)]
struct Shown {
    id: String,
    /// `bet_unclear`, `playing`, `owing` or `settled`
    state: &'static str,
    bet: i64,
    cards: Vec<String>,
    points: u8,
    /// The first card alone while the player draws
    dealer: Vec<String>,
    /// What was won, the bet within; what is owed is not won yet
    paid: Option<i64>,
    owed: Option<i64>,
}

impl Shown {
    fn of(id: String, hand: &Hand) -> Self {
        let (state, owed, paid) = match hand.state {
            State::BetUnclear => ("bet_unclear", None, None),
            State::Playing => ("playing", None, None),
            State::Owing(chips) => ("owing", Some(chips), None),
            State::Settled(chips) => ("settled", None, Some(chips)),
        };
        let names = |cards: &[Card]| cards.iter().map(Card::to_string).collect::<Vec<_>>();
        let mut dealer = names(&hand.dealer);
        if hand.state == State::Playing {
            dealer.truncate(1);
        }
        let (cards, points) = (names(&hand.cards), count(&hand.cards));
        Self { id, state, bet: hand.bet, cards, points, dealer, paid, owed }
    }
}

/// What a player is told instead of a hand.
#[derive(Debug, Error)]
enum Refused {
    #[error("Bet between 1 and {MOST_CHIPS} chips.")]
    Bet,
    #[error("There is no such hand.")]
    Unknown,
    #[error("Not now.")]
    NotNow,
    #[error("You have fewer chips than that.")]
    TooFewChips,
    #[error("No chips can be moved at present. Nothing was taken.")]
    NoChips,
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Bet => StatusCode::BAD_REQUEST,
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::NotNow | Self::TooFewChips => StatusCode::CONFLICT,
            Self::NoChips => StatusCode::BAD_GATEWAY,
        }
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code()).json(json!({ "detail": self.to_string() }))
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Self::Unknown,
            Refusal::NotNow => Self::NotNow,
            Refusal::NoBet(NotMoved::TooFew) => Self::TooFewChips,
            Refusal::NoBet(NotMoved::Refused(reason) | NotMoved::Unclear(reason)) => {
                tracing::error!(reason, "a bet was not taken");
                Self::NoChips
            }
        }
    }
}

/// 201 with a hand, 202 with one whose bet is not known to be taken.
async fn bet(
    SignedIn(caller): SignedIn,
    table: Data<Table>,
    body: Json<Bet>,
) -> Result<HttpResponse, Refused> {
    if !(1..=MOST_CHIPS).contains(&body.bet) {
        return Err(Refused::Bet);
    }
    let (id, hand) = table.bet(caller.account, body.bet).await?;
    let is_unclear = hand.state == State::BetUnclear;
    let status = if is_unclear { StatusCode::ACCEPTED } else { StatusCode::CREATED };
    Ok(HttpResponse::build(status).json(Shown::of(id, &hand)))
}

async fn list(SignedIn(caller): SignedIn, table: Data<Table>) -> Json<Vec<Shown>> {
    let hands = table.hands_of(caller.account).await;
    Json(hands.into_iter().map(|(id, hand)| Shown::of(id, &hand)).collect())
}

async fn look(signed_in: SignedIn, table: Data<Table>, id: Path<String>) -> Result<Json<Shown>, Refused> {
    play(signed_in, &table, id.into_inner(), Move::Look).await
}

async fn hit(signed_in: SignedIn, table: Data<Table>, id: Path<String>) -> Result<Json<Shown>, Refused> {
    play(signed_in, &table, id.into_inner(), Move::Hit).await
}

async fn stand(signed_in: SignedIn, table: Data<Table>, id: Path<String>) -> Result<Json<Shown>, Refused> {
    play(signed_in, &table, id.into_inner(), Move::Stand).await
}

async fn play(
    SignedIn(caller): SignedIn,
    table: &Table,
    id: String,
    what: Move,
) -> Result<Json<Shown>, Refused> {
    let hand = table.play(caller.account, &id, what).await?;
    Ok(Json(Shown::of(id, &hand)))
}
