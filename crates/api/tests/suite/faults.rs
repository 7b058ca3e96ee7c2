//! What any endpoint may meet, in the words of the contract.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use parlor_api::Setup;
use parlor_auth::ports::{Checked, Passwords, Reader, Renewals, Store, Work};
use parlor_auth::{Context, Unexpected};
use parlor_domain::{Password, PasswordHash, StoreError};
use parlor_testkit::MemoryContext;
use serde_json::json;

use crate::support::{call, post, service, setup};

/// A store that is not there.
struct Gone;

impl Store for Gone {
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError> {
        Err(StoreError::Unavailable("host=10.0.0.5 refused".into()))
    }
    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError> {
        Err(StoreError::Unavailable("host=10.0.0.5 refused".into()))
    }
    fn renew(&self) -> Result<Box<dyn Renewals + '_>, StoreError> {
        Err(StoreError::Unavailable("host=10.0.0.5 refused".into()))
    }
}

/// Passwords that cannot be hashed.
struct Broken;

impl Passwords for Broken {
    fn hash(&self, _: &Password) -> Result<PasswordHash, Unexpected> {
        Err(Unexpected::while_doing("hashing a password", "out of entropy"))
    }
    fn check(&self, _: &Password, _: Option<&PasswordHash>) -> Checked {
        Checked::Wrong
    }
}

#[actix_web::test]
async fn s75_a_lost_database_lets_nobody_in_and_says_nothing_of_itself() {
    let memory = MemoryContext::new().ctx;
    let alive = service(setup(memory.clone())).await;
    let ann = json!({"email": "ann@example.com", "password": "a quiet evening"});
    assert_eq!(call(&alive, post("/api/register/", &ann)).await.0, StatusCode::CREATED);
    let (_, _, tokens) = call(&alive, post("/api/login/", &ann)).await;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());

    let gone = service(setup(Context { store: Arc::new(Gone), ..memory })).await;
    let calls = [
        TestRequest::get().uri("/api/me/").insert_header(("Authorization", bearer)),
        post("/api/login/", &ann),
        post("/api/register/", &ann),
        post("/api/refresh/", &json!({"refresh_token": tokens["refresh_token"]})),
        post("/api/logout/", &json!({"refresh_token": tokens["refresh_token"]})),
    ];
    for request in calls {
        let (status, retry_after, body) = call(&gone, request).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(retry_after.as_deref(), Some("1"));
        assert_eq!(body, json!({"detail": "Service temporarily unavailable, try again later."}));
    }
}

#[actix_web::test]
async fn s75_what_is_unexpected_is_answered_without_its_reason() {
    let broken = Context { passwords: Arc::new(Broken), ..MemoryContext::new().ctx };
    let service = service(setup(broken)).await;
    let ann = json!({"email": "ann@example.com", "password": "a quiet evening"});
    let (status, _, body) = call(&service, post("/api/register/", &ann)).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body, json!({"detail": "A server error occurred."}));
}

#[actix_web::test]
async fn a_spent_budget_is_answered_with_the_time_to_wait() {
    let limited = Setup { rate_limits: true, ..setup(MemoryContext::new().ctx) };
    let service = service(limited).await;
    let nobody = json!({"email": "nobody@example.com", "password": "a quiet evening"});
    let mut last = (StatusCode::OK, None, json!(null));
    for _ in 0..31 {
        last = call(&service, post("/api/login/", &nobody)).await;
    }
    assert_eq!(last.0, StatusCode::TOO_MANY_REQUESTS);
    let wait = last.1.unwrap();
    let text = format!("Request was throttled. Expected available in {wait} seconds.");
    assert_eq!(last.2, json!({"detail": text}));
}

#[actix_web::test]
async fn nothing_at_an_address_and_nothing_for_a_method_are_told_apart() {
    let service = service(setup(MemoryContext::new().ctx)).await;
    let (status, _, body) = call(&service, TestRequest::get().uri("/api/nowhere/")).await;
    assert_eq!((status, body), (StatusCode::NOT_FOUND, json!({"detail": "Not found."})));
    let (status, _, body) = call(&service, TestRequest::delete().uri("/api/me")).await;
    let expected = json!({"detail": "Method \"DELETE\" not allowed."});
    assert_eq!((status, body), (StatusCode::METHOD_NOT_ALLOWED, expected));
}
