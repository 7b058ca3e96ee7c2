//! What `/readyz` says of the database.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use parlor_api::Setup;
use parlor_testkit::MemoryContext;
use serde_json::json;

use crate::support::{Answers, call, service, setup};

#[actix_web::test]
async fn a_database_that_does_not_answer_makes_the_service_unready_and_its_words_stay_inside() {
    let dead = Setup { health: Arc::new(Answers(false)), ..setup(MemoryContext::new().ctx) };
    let service = service(dead).await;
    let (status, _, body) = call(&service, TestRequest::get().uri("/readyz")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(body, json!({"status": "unavailable", "reason": "the database does not answer"}));
    assert_eq!(call(&service, TestRequest::get().uri("/healthz")).await.0, StatusCode::OK);
}
