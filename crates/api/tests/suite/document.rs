//! The OpenAPI document is one, and what it shows is what it says.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use jsonschema::Validator;
use parlor_api::{Contract, openapi};
use parlor_testkit::MemoryContext;
use serde_json::{Value, json};

use crate::support::{call, service, setup};

/// By the OpenAPI Initiative; its licence stands beside it.
const SCHEMA: &str = include_str!("../data/openapi-3.1.schema.json");

fn document() -> Value {
    serde_json::from_str(&openapi(Contract::ALL)).unwrap()
}

/// A schema of the document, which may refer to the others.
fn validator(document: &Value, schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap()
}

/// Every object in a JSON value, with its address there.
fn objects<'a>(value: &'a Value, at: String, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            found.push((at.clone(), value));
            fields.iter().for_each(|(name, field)| objects(field, format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| objects(item, format!("{at}/{index}"), found))
        }
        _ => {}
    }
}

/// What a media type, a parameter or a header shows beside its schema.
fn shown(holder: &Value) -> Vec<&Value> {
    let named = holder["examples"].as_object().into_iter().flat_map(|examples| examples.values());
    named.map(|example| &example["value"]).chain(holder.get("example")).collect()
}

#[test]
fn the_document_is_valid_openapi() {
    let document = document();
    let schema = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let wrong: Vec<_> =
        validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let broken = json!({"openapi": "3.1.0", "info": {"title": "no version"}, "paths": {}});
    assert!(!validator.is_valid(&broken), "the schema lets everything through");
}

#[test]
fn every_schema_of_the_document_is_one() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn every_example_is_what_its_schema_says() {
    let document = document();
    let mut all = Vec::new();
    objects(&document, String::new(), &mut all);
    let mut checked = 0;
    for (at, holder) in all {
        let (schema, examples) = match holder.get("schema") {
            Some(schema) => (schema, shown(holder)),
            None => (holder, holder["examples"].as_array().into_iter().flatten().collect()),
        };
        if examples.is_empty() {
            continue;
        }
        let validator = validator(&document, schema);
        for example in examples {
            let wrong: Vec<_> = validator.iter_errors(example).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{at} shows {example}: {wrong:?}");
            checked += 1;
        }
    }
    assert!(checked > 100, "only {checked} examples were found");
}

#[test]
fn every_body_and_every_answer_of_json_has_an_example() {
    let document = document();
    let mut all = Vec::new();
    objects(&document["paths"], String::new(), &mut all);
    let bare: Vec<_> = all
        .iter()
        .filter(|(at, holder)| {
            at.ends_with("json") && holder.get("schema").is_some() && shown(holder).is_empty()
        })
        .map(|(at, _)| at)
        .collect();
    assert!(bare.is_empty(), "{bare:#?}");
}

#[test]
fn every_operation_has_a_name_of_its_own_and_tells_of_failures() {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let operations: Vec<_> = paths.values().flat_map(|path| path.as_object().unwrap().values()).collect();
    let ids: HashSet<_> =
        operations.iter().map(|operation| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), operations.len());
    assert!(ids.contains("restful_auth_post_login"), "{ids:?}");
    for operation in operations {
        let answers = operation["responses"].as_object().unwrap();
        assert!(answers.contains_key("500") && answers.contains_key("503"), "{}", operation["operationId"]);
        for status in ["429", "503"].iter().filter_map(|status| answers.get(*status)) {
            assert!(status["headers"].get("Retry-After").is_some(), "{}", operation["operationId"]);
        }
    }
}

#[test]
fn a_contract_that_is_switched_off_is_not_told_of() {
    let document: Value = serde_json::from_str(&openapi(&[])).unwrap();
    assert!(document["paths"].get("/healthz").is_some());
    assert!(document["paths"].get("/api/login/").is_none());
    assert!(document["components"]["schemas"].get("RestfulAuthLogin").is_none());
}

#[actix_web::test]
async fn what_is_served_is_the_document() {
    let service = service(setup(MemoryContext::new().ctx)).await;
    let (status, _, served) = call(&service, TestRequest::get().uri("/openapi.json")).await;
    assert_eq!((status, served), (StatusCode::OK, document()));
}
