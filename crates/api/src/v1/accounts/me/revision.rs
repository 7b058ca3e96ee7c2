//! The revision of an account as an entity tag (RFC 9110, 8.8.3): given with `ETag`, named with `If-Match`.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ETAG, EntityTag, Header as _, HeaderValue, IfMatch as Given};
use actix_web::{FromRequest, HttpRequest};
use parlor_community::ports::Belongings;
use parlor_domain::{Account, Revision};
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::endpoint::{Argument, Endpoint, Reply, ok};
use crate::v1::V1;
use crate::v1::accounts::wire;

/// The account, with the tag of its revision.
pub fn tagged((account, belongings): (Account, Belongings)) -> Reply<V1, wire::OwnAccount> {
    let tag = HeaderValue::from_str(&EntityTag::new_strong(account.revision.0.to_string()).to_string());
    let answer = ok((account, belongings).into())?;
    Ok(match tag {
        Ok(tag) => answer.header(ETAG, tag),
        Err(_) => answer,
    })
}

/// The revisions that a request was thought out on; none where any will do.
pub struct IfMatch(pub Vec<Revision>);

/// The revision of no account: a tag that we did not give matches nothing.
const NEVER: Revision = Revision(0);

impl FromRequest for IfMatch {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, actix_web::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let is_there = request.headers().contains_key(actix_web::http::header::IF_MATCH);
        ready(Ok(Self(match Given::parse(request) {
            _ if !is_there => Vec::new(),
            Ok(Given::Any) => Vec::new(),
            // What could not be read as a tag is left out of the list, but it is a condition all the same.
            Ok(Given::Items(tags)) => tags.iter().map(read).chain([NEVER]).collect(),
            Err(_) => vec![NEVER],
        })))
    }
}

/// Weak tags match nothing here (RFC 9110, 13.1.1), nor does a number that is written otherwise than we do:
/// tags are compared letter by letter.
fn read(tag: &EntityTag) -> Revision {
    let number = tag.tag().parse::<i64>().ok().filter(|number| number.to_string() == tag.tag());
    number.filter(|_| !tag.weak).map_or(NEVER, Revision)
}

impl Argument for IfMatch {
    fn describe(mut endpoint: Endpoint) -> Endpoint {
        let parameter = ParameterBuilder::new()
            .name("If-Match")
            .parameter_in(ParameterIn::Header)
            .description(Some("The `ETag` of the state that the change was thought out on"))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build();
        endpoint.parameters.push(parameter);
        endpoint
    }
}
