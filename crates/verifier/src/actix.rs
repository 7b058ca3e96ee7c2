//! An argument of actix-web's handlers: whoever is signed in.
//!
//! ```no_run
//! use actix_web::{App, HttpServer, web};
//! use parlor_verifier::actix::SignedIn;
//! use parlor_verifier::{Settings, Verifier};
//!
//! async fn hello(SignedIn(caller): SignedIn) -> String {
//!     format!("Hello, account {}", caller.account)
//! }
//!
//! # async fn serve() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = web::Data::new(Verifier::new(Settings::of("https://accounts.example.com"))?);
//! HttpServer::new(move || App::new().app_data(verifier.clone()).route("/hello", web::get().to(hello)))
//!     .bind("127.0.0.1:9000")?
//!     .run()
//!     .await?;
//! # Ok(())
//! # }
//! ```

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use serde_json::json;
use thiserror::Error;

use crate::{AccessToken, KeysUnavailable, Verifier, VerifyError};

/// The words before a token that Parlor's own clients write.
const SCHEMES: [&str; 3] = ["Bearer", "Token", "JWT"];

/// Whoever sent a good access token. The program's [`Verifier`] has to stand in the app's data.
pub struct SignedIn(pub AccessToken);

/// Why a handler does not run.
#[derive(Debug, Error)]
pub enum NotSignedIn {
    /// No token came along.
    #[error("Authentication credentials were not provided.")]
    Missing,
    /// One came that is not good. What is wrong with it is in the log.
    #[error("Given token not valid for any token type")]
    Invalid,
    /// Nobody can tell at present.
    #[error("Tokens cannot be verified at present.")]
    Unavailable(#[source] KeysUnavailable),
    /// The program did not put a [`Verifier`] into the app's data.
    #[error("This service is not set up to verify tokens.")]
    NoVerifier,
}

impl ResponseError for NotSignedIn {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Missing | Self::Invalid => StatusCode::UNAUTHORIZED,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoVerifier => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        match self {
            // RFC 6750, section 3.
            Self::Missing => response.insert_header((WWW_AUTHENTICATE, r#"Bearer realm="api""#)),
            Self::Invalid => {
                response.insert_header((WWW_AUTHENTICATE, r#"Bearer realm="api", error="invalid_token""#))
            }
            Self::Unavailable(_) => response.insert_header((RETRY_AFTER, "5")),
            Self::NoVerifier => &mut response,
        };
        response.json(json!({ "detail": self.to_string() }))
    }
}

impl FromRequest for SignedIn {
    type Error = NotSignedIn;
    type Future = Pin<Box<dyn Future<Output = Result<Self, NotSignedIn>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let token = token(request).map(str::to_owned);
        let verifier = request.app_data::<Data<Verifier>>().cloned();
        Box::pin(async move {
            let token = token.ok_or(NotSignedIn::Missing)?;
            let verifier = verifier.ok_or(NotSignedIn::NoVerifier)?;
            verifier.verify(&token).await.map(SignedIn).map_err(|error| match error {
                VerifyError::Invalid(invalid) => {
                    tracing::debug!(reason = %invalid, "a token was refused");
                    NotSignedIn::Invalid
                }
                VerifyError::KeysUnavailable(unavailable) => NotSignedIn::Unavailable(unavailable),
            })
        })
    }
}

fn token(request: &HttpRequest) -> Option<&str> {
    let (scheme, token) = request.headers().get(AUTHORIZATION)?.to_str().ok()?.trim().split_once(' ')?;
    SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)).then(|| token.trim())
}
