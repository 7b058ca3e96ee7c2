//! Moving chips in Parlor's wallet. Must not know what is played for them.

use std::pin::Pin;
use std::time::Duration;

use parlor_domain::AccountId;
use reqwest::{Client, StatusCode, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use thiserror::Error;
use url::Url;

/// Why chips did not move, or may not have.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotMoved {
    /// The player has fewer than that. Nothing moved.
    #[error("there are not enough chips")]
    TooFew,
    /// Parlor refused for another reason, such as a service key that is not good for this. Nothing moved.
    #[error("Parlor refused to move chips: {0}")]
    Refused(String),
    /// There was no answer that tells. The same call with the same key may be made again at any time: it moves them
    /// once, whether or not it did already.
    #[error("it is not known whether the chips moved: {0}")]
    Unclear(String),
}

/// Chips on their way.
pub type Moving<'a> = Pin<Box<dyn Future<Output = Result<(), NotMoved>> + Send + 'a>>;

/// Moves chips.
pub trait Chips: Send + Sync {
    /// Gives a player so many chips, or takes them. The key names this one move, however often it is asked for.
    fn move_chips<'a>(&'a self, player: AccountId, amount: i64, key: &'a str, why: &'a str) -> Moving<'a>;
}

/// The wallet of a running Parlor.
pub struct ParlorChips {
    http: Client,
    parlor: Url,
    key: SecretString,
}

/// How often a call is made that gets no answer that tells.
const ATTEMPTS: u32 = 3;
/// The pause before the second, which doubles.
const PAUSE: Duration = Duration::from_millis(200);
/// Whoever plays does not wait for longer than this, thrice.
const TIMEOUT: Duration = Duration::from_secs(3);

impl ParlorChips {
    /// Prepares to move chips at an address, by a service key with the scope `wallet:write`.
    ///
    /// # Errors
    /// For an address that is none.
    pub fn new(parlor: &str, key: SecretString) -> Result<Self, Box<dyn std::error::Error>> {
        let http = Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none()).build()?;
        Ok(Self { http, parlor: Url::parse(parlor)?, key })
    }

    async fn once(&self, player: AccountId, amount: i64, key: &str, why: &str) -> Result<(), NotMoved> {
        let path = format!("/v1/admin/accounts/{player}/wallet/entries");
        let address = self.parlor.join(&path).map_err(|error| NotMoved::Refused(error.to_string()))?;
        let request = self
            .http
            .post(address)
            .bearer_auth(self.key.expose_secret())
            .header("Idempotency-Key", key)
            .json(&json!({ "amount": amount, "reason": why }));
        let answer = request.send().await.map_err(|error| NotMoved::Unclear(error.to_string()))?;
        let status = answer.status();
        let body = answer.text().await.unwrap_or_default();
        match status {
            status if status.is_success() => Ok(()),
            // Too many requests, and whatever went wrong over there: it may be asked again.
            StatusCode::TOO_MANY_REQUESTS => Err(NotMoved::Unclear(format!("{status}"))),
            status if status.is_server_error() => Err(NotMoved::Unclear(format!("{status}"))),
            StatusCode::CONFLICT if code_of(&body) == "insufficient_balance" => Err(NotMoved::TooFew),
            status => Err(NotMoved::Refused(format!("{status} {body}"))),
        }
    }
}

impl Chips for ParlorChips {
    fn move_chips<'a>(&'a self, player: AccountId, amount: i64, key: &'a str, why: &'a str) -> Moving<'a> {
        Box::pin(async move {
            let mut pause = PAUSE;
            for _ in 1..ATTEMPTS {
                match self.once(player, amount, key, why).await {
                    Err(NotMoved::Unclear(reason)) => tracing::warn!(reason, key, "asking again"),
                    told => return told,
                }
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            self.once(player, amount, key, why).await
        })
    }
}

/// The word by which programs tell problems apart (RFC 9457).
fn code_of(body: &str) -> String {
    let problem: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    problem.get("code").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
