//! The service in process.

use std::ops::Range;
use std::sync::Arc;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::{Error, test};
use parlor_api::{App, Contract, CookieSite, Health, Live, Origins, Setup, TrustedProxies, configure};
use parlor_auth::Context;
use parlor_community::ports::{
    Awaited, Media, MediaError, NotAPicture, Opened, Pictures, Reader, Store, Work,
};
use parlor_community::{Context as Community, Policy};
use parlor_domain::{AvatarPolicy, MediaFile, PictureFormat, SentPicture, StoreError, WalletPolicy};
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
        media: Arc::new(NoMedia),
        rate_limits: false,
        trusted_proxies: TrustedProxies::default(),
        https: false,
        origins: Origins { own: "http://localhost:8000".to_owned(), others: Vec::new() },
        cookie_site: CookieSite::Lax,
        live: Live::default(),
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

/// Nor for files.
struct NoMedia;

impl NoMedia {
    fn answer<'a, T: Send + 'a>() -> Awaited<'a, Result<T, MediaError>> {
        Box::pin(std::future::ready(Err(MediaError("there is no media store here".into()))))
    }
}

impl Media for NoMedia {
    fn put<'a>(&'a self, _: &'a MediaFile, _: Vec<u8>) -> Awaited<'a, Result<(), MediaError>> {
        Self::answer()
    }

    fn remove<'a>(&'a self, _: &'a MediaFile) -> Awaited<'a, Result<(), MediaError>> {
        Self::answer()
    }

    fn size<'a>(&'a self, _: &'a MediaFile) -> Awaited<'a, Result<Option<u64>, MediaError>> {
        Self::answer()
    }

    fn open<'a>(
        &'a self,
        _: &'a MediaFile,
        _: Option<Range<u64>>,
    ) -> Awaited<'a, Result<Option<Opened>, MediaError>> {
        Self::answer()
    }
}

/// Nor does anything here draw.
struct NoPictures;

impl Pictures for NoPictures {
    fn strip(&self, _: &[u8], _: SentPicture) -> Result<Vec<u8>, NotAPicture> {
        Err(NotAPicture("nothing is drawn here".into()))
    }

    fn redraw(&self, _: &[u8], _: PictureFormat) -> Result<Vec<u8>, NotAPicture> {
        Err(NotAPicture("nothing is drawn here".into()))
    }
}

fn community(ctx: &Context) -> Community {
    Community {
        store: Arc::new(NoStore),
        clock: Arc::clone(&ctx.clock),
        random: Arc::clone(&ctx.random),
        pictures: Arc::new(NoPictures),
        policy: Policy { wallet: WalletPolicy::default(), avatars: AvatarPolicy::default() },
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
