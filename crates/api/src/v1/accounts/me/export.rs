//! GET `/v1/accounts/me/export`

use std::convert::Infallible;
use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use futures_util::stream::{self, StreamExt as _};
use parlor_auth::export_part;
use parlor_auth::ports::{ExportPart, ExportPlace};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::endpoint::{Halt, Refused};
use crate::shell::{App, Credential, SignedIn};
use crate::v1::V1;

/// All that is stored of an account. What has one row at most is an object or null, everything else a list
#[derive(Serialize, ToSchema)]
#[schema(as = AccountExport)]
pub struct Export {
    /// What it is known by, and how it stands
    #[schema(additional_properties, value_type = Object, examples(json!({ "id": 1, "email": "ann@example.com", "has_password": true })))]
    account: Value,
    /// Its sessions
    #[schema(value_type = Vec<Object>, examples(json!({ "id": 4503599627370496i64, "opened_at": "2026-11-21T08:30:00.000000Z" })))]
    sessions: Value,
    /// What the audit log says of it
    #[schema(value_type = Vec<Object>, examples(json!({ "id": 1, "kind": "signed_in", "at": "2026-11-21T08:30:00.000000Z" })))]
    audit_log: Value,
}

/// Some of such a document, as an example.
pub fn example() -> Value {
    let at = "2026-11-21T08:30:00.000000Z";
    json!({
        "account": { "id": 1, "email": "ann@example.com", "username": "ann", "has_password": true },
        "sessions": [{ "id": 4_503_599_627_370_496_i64, "opened_at": at, "address": "192.0.2.7" }],
        "audit_log": [{ "id": 1, "at": at, "kind": "signed_in", "actor": "account", "address": "192.0.2.7" }],
    })
}

/// The document is sent a part at a time, so that it takes no more memory the longer it is. Whoever asks is asked
/// for with each part: a session that ends breaks it off.
pub async fn handle(app: App, signed_in: SignedIn<V1>) -> Result<HttpResponse, Refused<V1>> {
    let credential = signed_in.credential;
    let first = part(&app, credential.clone(), ExportPlace::BEGINNING).await?;
    let rest = stream::try_unfold(Progress { app, credential, part: first, before: None }, Progress::next);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"account.json\""))
        .streaming(rest.boxed_local()))
}

async fn part(
    app: &App,
    credential: Credential,
    place: ExportPlace,
) -> Result<Option<ExportPart>, Halt<Infallible>> {
    app.run_as(credential, move |ctx, caller| Ok(export_part(ctx, &caller, place)?)).await
}

/// How far the document has come.
struct Progress {
    app: App,
    credential: Credential,
    /// What is to be written next; after the last nothing.
    part: Option<ExportPart>,
    /// The section of what was written before it, and whether rows of it were.
    before: Option<(&'static str, bool, bool)>,
}

impl Progress {
    /// The next piece of the text. Where there is none although there should be, the reason was logged where it
    /// came up, and the document stays without its end.
    async fn next(mut self) -> Result<Option<(Bytes, Self)>, io::Error> {
        let Some(part) = self.part.take() else {
            // Twice nothing is the end.
            let closing = self.before.take().map(|(_, is_one, any)| format!("{}}}", close(is_one, any)));
            return Ok(closing.map(|text| (Bytes::from(text), self)));
        };
        let mut text = String::new();
        let mut any = match self.before {
            Some((section, _, any)) if section == part.section => any,
            before => {
                text.push_str(
                    &before.map_or_else(|| "{".to_owned(), |(_, is_one, any)| close(is_one, any) + ","),
                );
                text.push_str(&format!("\"{}\":{}", part.section, if part.is_one { "" } else { "[" }));
                false
            }
        };
        for row in &part.rows {
            text.push_str(if any { "," } else { "" });
            text.push_str(row);
            any = true;
        }
        self.before = Some((part.section, part.is_one, any));
        let next = self::part(&self.app, self.credential.clone(), part.next).await;
        self.part = next.map_err(|_| io::Error::other("the export was broken off"))?;
        Ok(Some((Bytes::from(text), self)))
    }
}

/// What ends a section.
fn close(is_one: bool, any: bool) -> String {
    match (is_one, any) {
        (false, _) => "]".to_owned(),
        (true, false) => "null".to_owned(),
        (true, true) => String::new(),
    }
}
