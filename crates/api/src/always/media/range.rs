//! Which part of a file is wanted (RFC 9110, 14).

use std::ops::Range;

use actix_web::HttpRequest;
use actix_web::http::header::{self, EntityTag, Header as _, IfRange};

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    Part(Range<u64>),
    /// A part that the file does not have.
    Nothing,
}

/// Reads the request's `Range` for a file with a tag and a size. One part is given; what cannot be read, and several
/// parts, ask for the whole, as the RFC allows.
pub(super) fn wanted(request: &HttpRequest, tag: &EntityTag, size: u64) -> Wanted {
    if !request.headers().contains_key(header::RANGE) || !is_still(request, tag) {
        return Wanted::Whole;
    }
    let Ok(header::Range::Bytes(parts)) = header::Range::parse(request) else { return Wanted::Whole };
    let [part] = parts.as_slice() else { return Wanted::Whole };
    match part.to_satisfiable_range(size) {
        Some((first, last)) => Wanted::Part(first..last.saturating_add(1)),
        None => Wanted::Nothing,
    }
}

/// Whether the file is the one that the client has the rest of.
fn is_still(request: &HttpRequest, tag: &EntityTag) -> bool {
    if !request.headers().contains_key(header::IF_RANGE) {
        return true;
    }
    // By its tag alone: files here have no date.
    matches!(IfRange::parse(request), Ok(IfRange::EntityTag(given)) if given.strong_eq(tag))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> Wanted {
        let request =
            headers.iter().fold(TestRequest::get(), |request, header| request.insert_header(*header));
        wanted(&request.to_http_request(), &EntityTag::new_strong("cat".into()), 100)
    }

    #[test]
    fn one_part_is_given_and_what_is_not_there_is_refused() {
        for (range, wanted) in [
            ("bytes=0-9", Wanted::Part(0..10)),
            ("bytes=90-", Wanted::Part(90..100)),
            ("bytes=90-1000", Wanted::Part(90..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=0-1,5-9", Wanted::Whole),
            ("bytes=9-0", Wanted::Whole),
            ("lines=0-9", Wanted::Whole),
            ("bytes=", Wanted::Whole),
            ("bytes=18446744073709551615-18446744073709551616", Wanted::Whole),
        ] {
            assert_eq!(asked(&[("range", range)]), wanted, "{range}");
        }
        assert_eq!(asked(&[]), Wanted::Whole);
    }

    #[test]
    fn a_part_of_another_file_is_not_given() {
        let part = ("range", "bytes=0-9");
        assert_eq!(asked(&[part, ("if-range", "\"cat\"")]), Wanted::Part(0..10));
        for other in ["\"dog\"", "W/\"cat\"", "Sat, 21 Nov 2026 08:30:00 GMT", "cat"] {
            assert_eq!(asked(&[part, ("if-range", other)]), Wanted::Whole, "{other}");
        }
    }
}
