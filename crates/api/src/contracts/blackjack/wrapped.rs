//! The envelope of bodies: JSON gives the fields in `user`, a form as they are.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use crate::endpoint::{Body, Dialect, Fault, Field, kind_of};

/// A body whose fields, those of `T`, stand in `user`.
#[derive(Deserialize)]
#[serde(bound = "")]
pub struct Wrapped<T> {
    #[serde(default)]
    user: Field,
    #[serde(flatten)]
    beside: Map<String, Value>,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

/// The fields of a body. A missing wrapper is an empty one.
pub fn open<D: Dialect, T: DeserializeOwned>(body: Body<D, Wrapped<T>>) -> Result<T, Fault> {
    let fields = if body.is_form { body.fields.beside } else { inside(body.fields.user)? };
    serde_json::from_value(Value::Object(fields))
        .map_err(|error| Fault::BrokenBody { kind: "JSON", why: error.to_string() })
}

fn inside(user: Field) -> Result<Map<String, Value>, Fault> {
    match user {
        Field::Missing | Field::Null => Ok(Map::new()),
        Field::Value(Value::Object(fields)) => Ok(fields),
        Field::Value(other) => Err(Fault::NotAnObject { found: kind_of(&other) }),
    }
}

impl<T: ToSchema> PartialSchema for Wrapped<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().property("user", Ref::from_schema_name(T::name())).required("user").into()
    }
}

impl<T: ToSchema> ToSchema for Wrapped<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Body", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_are_read_from_the_wrapper_and_a_missing_one_is_empty() {
        let read = |body: Value| {
            let wrapped: Wrapped<Value> = serde_json::from_value(body).unwrap();
            inside(wrapped.user).map(Value::Object).map_err(|fault| match fault {
                Fault::NotAnObject { found } => found,
                _ => "another fault",
            })
        };
        assert_eq!(read(json!({ "user": { "email": 7 }, "email": 8 })), Ok(json!({ "email": 7 })));
        for empty in [json!({}), json!({ "user": {} }), json!({ "user": null }), json!({ "email": "a@b.c" })]
        {
            assert_eq!(read(empty), Ok(json!({})));
        }
        for (odd, found) in [(json!(["a"]), "list"), (json!("a"), "str"), (json!(1), "number")] {
            assert_eq!(read(json!({ "user": odd })), Err(found));
        }
    }
}
