//! An example of a body, put together from those of its fields.

use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayItems, Object, Schema};

use crate::endpoint::Schemas;

/// `None` where the schema shows no value anywhere.
pub fn example(schema: &RefOr<Schema>, schemas: &Schemas) -> Option<Value> {
    let schema = match schema {
        RefOr::T(schema) => schema,
        RefOr::Ref(other) => {
            let name = other.ref_location.rsplit('/').next()?;
            return example(schemas.get(name)?, schemas);
        }
    };
    match schema {
        Schema::Object(object) => object
            .examples
            .first()
            .cloned()
            .or_else(|| object.example.clone())
            .or_else(|| of_fields(object, schemas)),
        Schema::Array(array) => match (array.examples.first(), &array.items) {
            (Some(shown), _) => Some(shown.clone()),
            (None, ArrayItems::RefOrSchema(item)) => Some(Value::Array(vec![example(item, schemas)?])),
            (None, ArrayItems::False) => None,
        },
        Schema::OneOf(choice) => choice.items.iter().find_map(|item| example(item, schemas)),
        Schema::AnyOf(choice) => choice.items.iter().find_map(|item| example(item, schemas)),
        Schema::AllOf(parts) => {
            let shown = parts.items.iter().filter_map(|part| example(part, schemas));
            let fields: Map<String, Value> = shown.filter_map(fields).flatten().collect();
            (!fields.is_empty()).then_some(Value::Object(fields))
        }
        _ => None,
    }
}

fn fields(value: Value) -> Option<Map<String, Value>> {
    if let Value::Object(fields) = value { Some(fields) } else { None }
}

/// A field that shows no value is left out.
fn of_fields(object: &Object, schemas: &Schemas) -> Option<Value> {
    let shown = object.properties.iter().filter_map(|(name, schema)| {
        let value = example(schema, schemas)?;
        Some((name.clone(), value))
    });
    let fields: Map<String, Value> = shown.collect();
    (!fields.is_empty()).then_some(Value::Object(fields))
}
