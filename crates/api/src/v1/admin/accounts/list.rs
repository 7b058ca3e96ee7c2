//! GET `/v1/admin/accounts`

use std::convert::Infallible;

use parlor_auth::ports::Among;
use parlor_auth::{AccountsAfter, search_accounts};
use parlor_domain::AccountState;
use serde::Deserialize;
use utoipa::IntoParams;

use super::wire;
use crate::endpoint::{Check, Field, FieldFault, Query, Reply, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::page::{Page, read};

/// Which accounts are wanted.
#[derive(Deserialize, IntoParams)]
pub struct Search {
    /// How an email or a username begins, whatever its case; or an id
    #[serde(default)]
    #[param(value_type = String, required = false, min_length = 1, example = "ann")]
    query: Field,
    /// Only those in this state: `pending`, `active` or `deactivated`
    #[serde(default)]
    #[param(value_type = String, required = false, pattern = "^(pending|active|deactivated)$", example = "active")]
    state: Field,
    /// Only administrators, or only others
    #[serde(default)]
    #[param(value_type = bool, required = false, example = false)]
    is_admin: Field,
    /// The most items to give
    #[serde(default)]
    #[param(value_type = i64, required = false, minimum = 1, maximum = 100, default = 50, example = 50)]
    limit: Field,
    /// Where the page before ended: its `next_cursor`
    #[serde(default)]
    #[param(value_type = String, required = false, min_length = 1)]
    cursor: Field,
}

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    query: Query<V1, Search>,
) -> Reply<V1, Page<wire::Account>> {
    let Search { query, state, is_admin, limit, cursor } = query.fields;
    let mut check = Check::default();
    let query =
        check.optional_text("query", query.unless_blank(), |text| Ok::<_, FieldFault>(text.to_owned()));
    let state = check.optional_text("state", state.unless_blank(), |word| {
        AccountState::parse(word).ok_or(FieldFault::NotAChoice)
    });
    let is_admin = is_admin.unless_blank();
    let is_admin = if is_admin.is_missing() { None } else { check.boolean("is_admin", is_admin) };
    let among = Among { state, is_admin };
    let (limit, after) = read::<AccountsAfter>(&mut check, limit, cursor);
    check.done(Some(()))?;
    let page = app.run_admin::<_, Infallible>(signed_in.credential, client.address, move |ctx, _| {
        Ok(Page::of(search_accounts(ctx, query.as_deref(), among, (after, limit))?))
    });
    ok(page.await?)
}
