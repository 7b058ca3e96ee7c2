//! What a body looks like, for whoever reads the document. Must not know which endpoint has it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

/// Every schema that a document refers to, by its name.
pub(crate) type Schemas = BTreeMap<String, RefOr<Schema>>;

/// A media type and a schema. Only functions: endpoints are made for every worker, the document once.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    pub media: &'static str,
    name: fn() -> Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    parts: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl Shape {
    /// The media type of a form that may hold files.
    pub const MULTIPART: &str = "multipart/form-data";

    /// JSON.
    pub fn json<T: ToSchema>() -> Self {
        Self::of::<T>("application/json")
    }

    /// A kind of JSON.
    pub fn of<T: ToSchema>(media: &'static str) -> Self {
        Self { media, name: T::name, schema: T::schema, parts: T::schemas }
    }

    /// A text that has no further form.
    pub fn text(media: &'static str) -> Self {
        let schema = || ObjectBuilder::new().schema_type(Type::String).into();
        Self { media, name: || Cow::Borrowed(""), schema, parts: |_| {} }
    }

    /// The names of its fields, in their order.
    pub fn fields(&self) -> Vec<String> {
        match (self.schema)() {
            RefOr::T(Schema::Object(object)) => object.properties.into_keys().collect(),
            _ => Vec::new(),
        }
    }

    /// The names of the fields that have to be there.
    pub fn required(&self) -> Vec<String> {
        match (self.schema)() {
            RefOr::T(Schema::Object(object)) => object.required,
            _ => Vec::new(),
        }
    }

    /// Its schema where it is used; what has a name is put into `schemas` with all that it refers to.
    pub fn refer(&self, schemas: &mut Schemas) -> RefOr<Schema> {
        let name = (self.name)();
        if name.is_empty() {
            return (self.schema)();
        }
        let mut parts = vec![(name.to_string(), (self.schema)())];
        (self.parts)(&mut parts);
        for (name, schema) in parts {
            let other = schemas.get(&name).is_some_and(|known| *known != schema);
            debug_assert!(!other, "two schemas are called {name}");
            schemas.insert(name, schema);
        }
        Ref::from_schema_name(name).into()
    }
}

/// The fields of a body in their order, which is that of the errors in them.
pub(super) fn fields_of<T: PartialSchema>() -> Vec<String> {
    match T::schema() {
        RefOr::T(Schema::Object(object)) => object.properties.into_keys().collect(),
        _ => Vec::new(),
    }
}
