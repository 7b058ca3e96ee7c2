//! Lists, a page at a time: `?limit=&cursor=` and `{items, next_cursor}`.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parlor_auth::ports::Moment;
use parlor_auth::{AccountsAfter, DevicesAfter};
use parlor_community::ports::{ConversationsAfter, PeopleAfter, RequestsAfter};
use parlor_domain::{AccountId, CanonicalKey, ConversationId, ServiceKeyId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::endpoint::{Check, Field, FieldErrors, FieldFault};

/// Which page of a list is wanted.
#[derive(Deserialize, IntoParams)]
pub struct Wanted {
    /// The most items to give
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, maximum = 100, default = 50, example = 50)]
    limit: Field,
    /// Where the page before ended: its `next_cursor`
    #[serde(default)]
    #[param(value_type = String, required = false, min_length = 1)]
    cursor: Field,
}

/// A page of a list
#[derive(Serialize)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins; null on the last one.
    pub next_cursor: Option<String>,
}

/// Written by hand so that pages of different things have different names.
impl<T: ToSchema> PartialSchema for Page<T> {
    fn schema() -> RefOr<Schema> {
        let items =
            ArrayBuilder::new().items(Ref::from_schema_name(T::name())).description(Some("What is on it"));
        let cursor = ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some("Where the next page begins; null on the last one"))
            .examples([Value::Null]);
        ObjectBuilder::new()
            .description(Some("A page of a list"))
            .property("items", items)
            .required("items")
            .property("next_cursor", cursor)
            .required("next_cursor")
            .into()
    }
}

impl<T: ToSchema> ToSchema for Page<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Page", T::name()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}

const USUAL: usize = 50;
const MOST: i64 = 100;

impl Wanted {
    /// How many items, after which place.
    pub fn read<P: Place>(self) -> Result<(usize, Option<P>), FieldErrors> {
        let mut check = Check::default();
        let read = read(&mut check, self.limit, self.cursor);
        check.done(Some(read))
    }
}

/// The same, of a query that asks for more than a page.
pub fn read<P: Place>(check: &mut Check, limit: Field, cursor: Field) -> (usize, Option<P>) {
    let limit = read_limit(check, limit);
    let cursor = check.optional_text("cursor", cursor, |text| {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| FieldFault::InvalidCursor)?;
        P::decode(&bytes).ok_or(FieldFault::InvalidCursor)
    });
    (limit, cursor)
}

/// How many items are wanted.
pub fn read_limit(check: &mut Check, limit: Field) -> usize {
    let limit = check.optional_integer("limit", limit, |limit| match usize::try_from(limit) {
        Ok(items) if (1..=MOST).contains(&limit) => Ok(items),
        _ => Err(FieldFault::NotBetween(1, MOST)),
    });
    limit.unwrap_or(USUAL)
}

impl<T> Page<T> {
    /// A page of a list, and the place at which it goes on.
    pub fn of<I: Into<T>, P: Place>((items, next): (Vec<I>, Option<P>)) -> Self {
        let items = items.into_iter().map(I::into).collect();
        Self { items, next_cursor: next.map(|place| place.cursor()) }
    }
}

/// The instants that a place can have, in microseconds: the years 1970 to 9999. Cursors can be made up, and
/// not every database can be asked about other times.
const TIMES: RangeInclusive<i64> = 0..=253_402_300_799_999_999;

/// A place in a list, as its cursor holds it.
pub trait Place: Sized {
    fn encode(&self) -> Vec<u8>;
    fn decode(bytes: &[u8]) -> Option<Self>;

    /// The cursor.
    fn cursor(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.encode())
    }
}

/// A place in a list by time: when, and a number.
fn by_time(at: Timestamp, id: i64) -> Vec<u8> {
    [at.micros().to_be_bytes(), id.to_be_bytes()].concat()
}

fn read_by_time(bytes: &[u8]) -> Option<(Timestamp, i64)> {
    let (at, id) = bytes.split_at_checked(8)?;
    let at = i64::from_be_bytes(at.try_into().ok()?);
    let id = i64::from_be_bytes(id.try_into().ok()?);
    Some((Timestamp::from_micros(at).filter(|_| TIMES.contains(&at))?, id))
}

impl Place for DevicesAfter {
    fn encode(&self) -> Vec<u8> {
        by_time(self.opened_at, self.session.0)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (opened_at, session) = read_by_time(bytes)?;
        Some(Self { opened_at, session: SessionId(session) })
    }
}

impl Place for RequestsAfter {
    fn encode(&self) -> Vec<u8> {
        by_time(self.asked_at, self.id.0)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (asked_at, id) = read_by_time(bytes)?;
        Some(Self { asked_at, id: AccountId(id) })
    }
}

impl Place for ConversationsAfter {
    fn encode(&self) -> Vec<u8> {
        by_time(self.active_at, self.id.0)
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (active_at, id) = read_by_time(bytes)?;
        Some(Self { active_at, id: ConversationId(id) })
    }
}

impl Place for PeopleAfter {
    fn encode(&self) -> Vec<u8> {
        [&self.id.0.to_be_bytes(), self.name.as_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (id, name) = bytes.split_at_checked(8)?;
        let name = std::str::from_utf8(name).ok().filter(|name| !name.contains('\0'))?;
        Some(Self { name: name.to_owned(), id: AccountId(i64::from_be_bytes(id.try_into().ok()?)) })
    }
}

/// A list that is ordered by time.
impl Place for Moment {
    fn encode(&self) -> Vec<u8> {
        [self.0.micros().to_be_bytes(), self.1.to_be_bytes()].concat()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (at, id) = bytes.split_at_checked(8)?;
        let at = i64::from_be_bytes(at.try_into().ok()?);
        let at = Timestamp::from_micros(at).filter(|_| TIMES.contains(&at))?;
        Some((at, i64::from_be_bytes(id.try_into().ok()?)))
    }
}

impl Place for AccountsAfter {
    fn encode(&self) -> Vec<u8> {
        match self {
            Self::Id(id) => [&[0], id.0.to_be_bytes().as_slice()].concat(),
            Self::Name(name) => [&[1], name.as_str().as_bytes()].concat(),
        }
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (0, id) => Some(Self::Id(AccountId(i64::from_be_bytes(id.try_into().ok()?)))),
            (1, name) => Some(Self::Name(CanonicalKey::stored(String::from_utf8(name.to_vec()).ok()?))),
            _ => None,
        }
    }
}

impl Place for ServiceKeyId {
    fn encode(&self) -> Vec<u8> {
        self.0.to_be_bytes().into()
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self(i64::from_be_bytes(bytes.try_into().ok()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_from_its_cursor_and_from_nothing_else() {
        let place =
            DevicesAfter { opened_at: Timestamp::from_micros(1_234_567).unwrap(), session: SessionId(77) };
        assert_eq!(DevicesAfter::decode(&place.encode()), Some(place));
        for bytes in [&[][..], &[0; 8], &[0; 15], &[0; 17], &[0xff; 7], &[0xff; 16], &[0x7f; 16]] {
            assert_eq!(DevicesAfter::decode(bytes), None, "{bytes:?}");
            assert_eq!(Moment::decode(bytes), None, "{bytes:?}");
        }
        let moment = (place.opened_at, 7);
        assert_eq!(Moment::decode(&moment.encode()), Some(moment));
        for after in [AccountsAfter::Id(AccountId(7)), AccountsAfter::Name(CanonicalKey::of("Änn"))] {
            assert_eq!(AccountsAfter::decode(&after.encode()), Some(after));
        }
        for bytes in [&[][..], &[0], &[0, 1], &[2, 1], &[1, 0xff]] {
            assert_eq!(AccountsAfter::decode(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_place_among_people_reads_back_and_holds_nothing_that_no_name_does() {
        for name in ["", "ben", "岩"] {
            let place = PeopleAfter { name: name.to_owned(), id: AccountId(7) };
            assert_eq!(PeopleAfter::decode(&place.encode()), Some(place));
        }
        for bytes in [&[][..], &[0; 7], &[0; 9], &[0xff; 9], b"12345678a\0b"] {
            assert_eq!(PeopleAfter::decode(bytes), None, "{bytes:?}");
        }
    }
}
