//! GET `/admin/{file}`: what the page loads.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, EntityTag};
use actix_web::{HttpRequest, HttpResponse};

use crate::contracts::plain::Plain;
use crate::endpoint::{Fault, Refused, is_known};

macro_rules! files {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("files/", $name)))),*]
    };
}

/// All of them. The page names the first three, these name the others.
const FILES: [(&str, &str); 20] = files! {
    "main.js" "style.css" "icon.svg"
    "account.js" "accounts.js" "api.js" "audit.js" "dialogs.js" "dom.js" "forms.js" "keys.js" "lists.js" "mails.js"
    "money.js" "orders.js" "outcome.js" "overview.js" "points.js" "sessions.js" "signing.js"
};

/// Browsers keep them, and ask each time whether they are still the ones: those of two versions do not mix.
const KEPT: &str = "no-cache";

pub async fn handle(request: HttpRequest) -> Result<HttpResponse, Refused<Plain>> {
    let wanted = request.match_info().get("file").unwrap_or_default();
    let (name, content) = FILES.into_iter().find(|(name, _)| *name == wanted).ok_or(Fault::NotFound)?;
    let tag = tag(content);
    let is_known = is_known(&request, &tag);
    let mut response = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response.insert_header((CACHE_CONTROL, KEPT)).insert_header((ETAG, tag.to_string()));
    if is_known {
        return Ok(response.finish());
    }
    Ok(response.insert_header((CONTENT_TYPE, media_type(name))).body(content))
}

/// Names what is in a file: another version has another.
fn tag(content: &str) -> EntityTag {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    EntityTag::new_strong(format!("{:016x}", hasher.finish()))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files that a text names as `"/admin/x"` or `"./x"`.
    fn named(text: &str) -> Vec<&str> {
        let starts = text.match_indices("\"/admin/").chain(text.match_indices("\"./"));
        let names = starts.map(|(at, start)| text[at + start.len()..].split('"').next().unwrap());
        names.filter(|name| name.contains('.')).collect()
    }

    #[test]
    fn every_file_that_is_loaded_is_there_and_every_one_there_is_loaded() {
        let page = include_str!("files/page.html");
        let mut loaded: Vec<_> =
            FILES.iter().flat_map(|(_, content)| named(content)).chain(named(page)).collect();
        loaded.sort_unstable();
        loaded.dedup();
        let mut there: Vec<_> = FILES.iter().map(|(name, _)| *name).collect();
        there.sort_unstable();
        assert_eq!(loaded, there);
    }

    #[test]
    fn nothing_becomes_part_of_a_page_but_by_text_nodes() {
        for (name, content) in FILES {
            for way in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "style=",
                "setHTML",
            ] {
                assert!(!content.contains(way), "{way} in {name}");
            }
            let elsewhere = content.contains("http://") || content.contains("https://");
            assert!(!elsewhere || name == "icon.svg", "{name} names another site");
        }
    }
}
