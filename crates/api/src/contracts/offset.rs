//! Lists by `limit` and `offset`, with the pages beside one in `Link` headers (RFC 8288).

use actix_web::http::header::HeaderValue;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::endpoint::{Check, Field, FieldErrors, FieldFault};

/// Which part of a list is wanted.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// The most items to give
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, maximum = 1000, example = 100)]
    limit: Field,
    /// How many items to leave out
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 0, example = 0)]
    offset: Field,
}

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub limit: usize,
    pub offset: usize,
}

const MOST: i64 = 1_000;

impl Wanted {
    /// The part, with so many items where nothing is said.
    pub fn read(self, usual: usize) -> Result<Place, FieldErrors> {
        let mut check = Check::default();
        let limit = check.optional_integer("limit", self.limit, |limit| match usize::try_from(limit) {
            Ok(items) if (1..=MOST).contains(&limit) => Ok(items),
            _ => Err(FieldFault::NotBetween(1, MOST)),
        });
        let offset = check.optional_integer("offset", self.offset, |offset| {
            usize::try_from(offset).map_err(|_| FieldFault::NotBetween(0, i64::MAX))
        });
        check.done(Some(Place { limit: limit.unwrap_or(usual), offset: offset.unwrap_or(0) }))
    }
}

/// Where the list goes on and where it came from, if it does either.
pub(crate) fn links(path: &str, place: Place, count: usize) -> Option<HeaderValue> {
    let link = |offset: usize, relation: &str| {
        format!("<{path}?limit={}&offset={offset}>; rel=\"{relation}\"", place.limit)
    };
    let next = place.offset.checked_add(place.limit).filter(|offset| *offset < count);
    let previous = (place.offset > 0).then(|| place.offset.saturating_sub(place.limit));
    let links = [next.map(|offset| link(offset, "next")), previous.map(|offset| link(offset, "prev"))];
    let links: Vec<String> = links.into_iter().flatten().collect();
    HeaderValue::from_str(&links.join(", ")).ok().filter(|_| !links.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(limit: usize, offset: usize, count: usize) -> String {
        let links = links("/x/", Place { limit, offset }, count);
        links.map_or_else(String::new, |links| links.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_part_knows_those_beside_it() {
        assert_eq!(shown(10, 0, 10), "");
        assert_eq!(shown(10, 0, 11), "</x/?limit=10&offset=10>; rel=\"next\"");
        let both = "</x/?limit=10&offset=15>; rel=\"next\", </x/?limit=10&offset=0>; rel=\"prev\"";
        assert_eq!(shown(10, 5, 30), both);
        assert_eq!(
            shown(10, usize::MAX, 30),
            format!("</x/?limit=10&offset={}>; rel=\"prev\"", usize::MAX - 10)
        );
    }
}
