//! The service in process.

use std::sync::Arc;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::{Error, test};
use parlor_api::{App, Contract, Health, Setup, TrustedProxies, configure};
use parlor_auth::Context;
use parlor_community::ports::{Reader, Store, Work};
use parlor_community::{Context as Community, Policy};
use parlor_domain::{StoreError, WalletPolicy};
use serde_json::Value;

/// A database that answers, or does not.
pub struct Answers(pub bool);

impl Health for Answers {
    fn ping(&self) -> Result<(), StoreError> {
        if self.0 { Ok(()) } else { Err(StoreError::Unavailable("password=hunter22 is wrong".into())) }
    }
}

pub fn setup(ctx: Context) -> Setup {
    Setup {
        community: community(&ctx),
        ctx,
        health: Arc::new(Answers(true)),
        jwks: Arc::new(|| r#"{"keys":[]}"#.to_owned()),
        turns: 4,
        hashers: 1,
        rate_limits: false,
        trusted_proxies: TrustedProxies::default(),
        https: false,
        dev_mail: None,
    }
}

/// Nothing in this suite asks for what people have and do: `tests/` shows that on real databases.
struct NoStore;

impl Store for NoStore {
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError> {
        Err(StoreError::Unavailable("there is no store here".into()))
    }

    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError> {
        Err(StoreError::Unavailable("there is no store here".into()))
    }
}

fn community(ctx: &Context) -> Community {
    Community {
        store: Arc::new(NoStore),
        clock: Arc::clone(&ctx.clock),
        random: Arc::clone(&ctx.random),
        policy: Policy { wallet: WalletPolicy::default() },
    }
}

pub async fn service(
    setup: Setup,
) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    let app = App::new(setup).unwrap();
    test::init_service(actix_web::App::new().configure(configure(&app, Contract::ALL))).await
}

/// Sends a request and reads its answer.
pub async fn call(
    service: &impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error>,
    request: test::TestRequest,
) -> (StatusCode, Option<String>, Value) {
    let peer = "192.0.2.1:4000".parse().unwrap();
    let response = service.call(request.peer_addr(peer).to_request()).await.unwrap();
    let retry_after = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
    assert!(response.headers().contains_key("x-request-id"));
    let status = response.status();
    let body = test::read_body(response).await;
    (status, retry_after, serde_json::from_slice(&body).unwrap())
}

/// A header of an answer; empty if it has none of this name.
pub fn header<'a>(response: &'a ServiceResponse<impl MessageBody>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

pub fn post(path: &str, body: &Value) -> test::TestRequest {
    test::TestRequest::post().uri(path).set_json(body)
}
