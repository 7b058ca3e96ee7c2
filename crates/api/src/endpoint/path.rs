//! Reads an id from a request's address.

use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::{Ready, ready};

use super::{Dialect, Fault, Refused};

/// The `{id}` of an address; what cannot be an id is not found, in the words of the dialect `D`.
pub(crate) struct PathId<D> {
    pub id: i64,
    dialect: PhantomData<fn(D)>,
}

impl<D: Dialect> FromRequest for PathId<D> {
    type Error = Refused<D>;
    type Future = Ready<Result<Self, Refused<D>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = request.match_info().get("id").and_then(read);
        ready(id.map(|id| Self { id, dialect: PhantomData }).ok_or_else(|| Fault::NotFound.into()))
    }
}

/// One way to write each id, so that one thing has one address.
fn read(text: &str) -> Option<i64> {
    let id: i64 = text.parse().ok()?;
    (id > 0 && !text.starts_with(['+', '0'])).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_a_positive_number_written_plainly() {
        assert_eq!(read("7"), Some(7));
        assert_eq!(read("9223372036854775807"), Some(i64::MAX));
        for odd in ["", "0", "-7", "+7", "07", "7.0", " 7", "seven", "9223372036854775808"] {
            assert_eq!(read(odd), None, "{odd:?}");
        }
    }
}
