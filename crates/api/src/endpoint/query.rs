//! Reads what stands behind the question mark of a request's address.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Dialect, Fault, Refused};

/// A query whose fields are those of `T`, every one a [`super::Field`] that holds a text, so that a wrong one
/// is told as a wrong field of a body is. A query that cannot be read is refused in the dialect `D`.
pub(crate) struct Query<D, T> {
    pub fields: T,
    dialect: PhantomData<fn(D)>,
}

impl<D: Dialect, T: DeserializeOwned> FromRequest for Query<D, T> {
    type Error = Refused<D>;
    type Future = Ready<Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let fields = read(request.query_string());
        ready(fields.map(|fields| Self { fields, dialect: PhantomData }).map_err(Refused::from))
    }
}

/// Of a field that is there twice, the last one counts.
fn read<T: DeserializeOwned>(query: &str) -> Result<T, Fault> {
    let broken = |why: String| Fault::BrokenBody { kind: "Query", why };
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|error| broken(error.to_string()))?;
    let fields: Map<String, Value> =
        pairs.into_iter().map(|(name, text)| (name, Value::String(text))).collect();
    serde_json::from_value(Value::Object(fields)).map_err(|error| broken(error.to_string()))
}
