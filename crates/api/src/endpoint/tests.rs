//! What an endpoint's arguments and its words say of it, tried on endpoints made up for this.

use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use super::*;
use crate::contracts::plain::Plain;
use crate::openapi::document;

#[derive(Deserialize, IntoParams)]
struct Page {
    /// How many at most
    #[serde(default)]
    #[param(value_type = Option<i64>, minimum = 1, maximum = 100)]
    limit: Field,
}

#[derive(Serialize, ToSchema)]
struct Thing {
    #[schema(examples(7))]
    id: i64,
    #[schema(examples(20))]
    limit: Option<i64>,
}

async fn show(path: PathId<Plain>, page: Query<Plain, Page>) -> Reply<Plain, Thing> {
    let mut check = Check::default();
    let limit = check.optional_integer("limit", page.fields.limit, Ok::<_, FieldFault>);
    let errors = check.errors();
    if !errors.is_empty() {
        return Err(errors.into());
    }
    ok(Thing { id: path.id, limit })
}

async fn current() -> Reply<Plain, Thing> {
    ok(Thing { id: 1, limit: None })
}

async fn delete(_: PathId<Plain>) -> Result<Done, Refused<Plain>> {
    done()
}

fn things() -> Vec<Endpoint> {
    vec![
        endpoint(Method::GET, "/things/{id}", show)
            .about("one thing")
            .gives(StatusCode::OK, "the thing")
            .header("ETag", "which state of it this is")
            .refuses(StatusCode::BAD_REQUEST, "fields that are wrong"),
        endpoint(Method::DELETE, "/things/{id}", delete)
            .about("removes one thing")
            .gives(StatusCode::NO_CONTENT, "it is gone"),
        endpoint(Method::GET, "/things/current", current)
            .about("the current thing")
            .gives(StatusCode::OK, "it"),
    ]
}

async fn call(method: Method, address: &str) -> (StatusCode, Value) {
    let nothing_here = |_: &HttpRequest| HttpResponse::Gone().finish();
    let scope = web::scope("").default_service(mount(things(), nothing_here));
    let service = init_service(ActixApp::new().service(scope)).await;
    let request = TestRequest::with_uri(address).method(method).to_request();
    let response = call_service(&service, request).await;
    let status = response.status();
    let body = read_body(response).await;
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[actix_web::test]
async fn an_id_in_the_address_is_read_and_what_cannot_be_one_is_not_found() {
    assert_eq!(call(Method::GET, "/things/7").await, (StatusCode::OK, json!({"id": 7, "limit": null})));
    assert_eq!(call(Method::GET, "/things/7/").await.0, StatusCode::OK);
    assert_eq!(call(Method::DELETE, "/things/7").await, (StatusCode::NO_CONTENT, Value::Null));
    let not_found = (StatusCode::NOT_FOUND, json!({"detail": "Not found."}));
    assert_eq!(call(Method::GET, "/things/seven").await, not_found);
    assert_eq!(call(Method::DELETE, "/things/-7").await, not_found);
}

#[actix_web::test]
async fn a_word_wins_over_an_id_in_its_place() {
    assert_eq!(call(Method::GET, "/things/current").await.1["id"], 1);
    assert_eq!(call(Method::GET, "/things/current/").await.1["id"], 1);
}

#[actix_web::test]
async fn a_wrong_number_in_the_query_is_a_wrong_field() {
    assert_eq!(call(Method::GET, "/things/7?limit=20&other=1").await.1["limit"], 20);
    let wrong = json!({"limit": ["A valid integer is required."]});
    assert_eq!(call(Method::GET, "/things/7?limit=many").await, (StatusCode::BAD_REQUEST, wrong));
}

#[test]
fn the_document_says_what_the_arguments_and_the_reply_say() {
    let document = serde_json::to_value(document(&things())).unwrap();
    let show = &document["paths"]["/things/{id}"]["get"];
    assert_eq!(show["operationId"], "service_get_things_by_id");
    let parameters: Vec<_> = show["parameters"].as_array().unwrap().iter().collect();
    assert_eq!(parameters[0]["name"], "id");
    assert_eq!(parameters[0]["required"], true);
    assert_eq!((&parameters[1]["name"], &parameters[1]["in"]), (&json!("limit"), &json!("query")));
    assert_eq!(parameters[1]["required"], false);
    let given = &show["responses"]["200"];
    assert_eq!(given["content"]["application/json"]["schema"]["$ref"], "#/components/schemas/Thing");
    assert_eq!(given["content"]["application/json"]["example"], json!({"id": 7, "limit": 20}));
    assert_eq!(given["headers"]["ETag"]["description"], "which state of it this is");
    assert_eq!(show["responses"]["404"]["description"], "Nothing here has this id.");
    let gone = &document["paths"]["/things/{id}"]["delete"]["responses"]["204"];
    assert_eq!(gone["content"], Value::Null);
}
