//! `/api/v1/auth/users/`, `/users/me/` and `/users/<id>/`

use actix_web::http::header::LINK;
use parlor_auth::{
    Change, ChangeProfile, Context, Credential, Failure, ForAccountError, LeaveAccount, ProfileError,
    account_for, accounts_for, change_profile_of, delete_account,
};
use parlor_domain::{AccountId, Password, PersonName};

use super::{Cryptopay, wire};
use crate::contracts::offset::{Wanted, links};
use crate::contracts::plain;
use crate::endpoint::{
    Body, Check, Done, Fault, FieldErrors, PathId, Problem, Query, Refused, Reply, Words, done, ok,
};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

const PATH: &str = "/api/v1/auth/users/";

pub async fn list(
    app: App,
    signed_in: SignedIn<Cryptopay>,
    query: Query<Cryptopay, Wanted>,
) -> Reply<Cryptopay, Vec<wire::User>> {
    let place = query.fields.read(100)?;
    let page = app.run_as::<_, std::convert::Infallible>(signed_in.credential, move |ctx, caller| {
        Ok(accounts_for(ctx, &caller, place.offset, place.limit)?)
    });
    let page = page.await?;
    let answer = ok(page.accounts.into_iter().map(wire::User::from).collect())?;
    Ok(match links(PATH, place, page.count) {
        Some(links) => answer.header(LINK, links),
        None => answer,
    })
}

/// Whose account is meant.
#[derive(Clone, Copy)]
enum Whose {
    Own,
    Of(AccountId),
}

pub async fn show_own(app: App, signed_in: SignedIn<Cryptopay>) -> Reply<Cryptopay, wire::User> {
    show(app, signed_in.credential, Whose::Own).await
}

pub async fn show_one(
    app: App,
    signed_in: SignedIn<Cryptopay>,
    path: PathId<Cryptopay>,
) -> Reply<Cryptopay, wire::User> {
    show(app, signed_in.credential, Whose::Of(AccountId(path.id))).await
}

async fn show(app: App, credential: Credential, whose: Whose) -> Reply<Cryptopay, wire::User> {
    let account = app.run_as(credential, move |ctx, caller| match whose {
        Whose::Own => Ok(caller.account),
        Whose::Of(id) => account_for(ctx, &caller, id),
    });
    ok(account.await?.into())
}

pub async fn change_own(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::UserChange>,
) -> Reply<Cryptopay, wire::User> {
    change(app, signed_in.credential, Whose::Own, read(body.fields, client)).await
}

pub async fn change_one(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    path: PathId<Cryptopay>,
    body: Body<Cryptopay, wire::UserChange>,
) -> Reply<Cryptopay, wire::User> {
    let whose = Whose::Of(AccountId(path.id));
    change(app, signed_in.credential, whose, read(body.fields, client)).await
}

fn read(fields: wire::UserChange, client: Client) -> (ChangeProfile, FieldErrors) {
    let mut check = Check::default();
    let change = ChangeProfile {
        first_name: name(check.change("first_name", fields.first_name, PersonName::parse)),
        last_name: name(check.change("last_name", fields.last_name, PersonName::parse)),
        ..ChangeProfile::of_nothing(client.address)
    };
    (change, check.errors())
}

/// A name without characters is none.
fn name(wanted: Change<Option<PersonName>>) -> Change<PersonName> {
    match wanted {
        Change::Keep => Change::Keep,
        Change::Remove | Change::To(None) => Change::Remove,
        Change::To(Some(name)) => Change::To(name),
    }
}

/// Why nothing was changed.
enum Rejected {
    NotFound,
    Fields(FieldErrors),
}

/// Who calls is asked before what is wrong is told.
async fn change(
    app: App,
    credential: Credential,
    whose: Whose,
    (command, errors): (ChangeProfile, FieldErrors),
) -> Reply<Cryptopay, wire::User> {
    let changed = app.run_as(credential, move |ctx: &Context, caller| {
        let account = match whose {
            Whose::Own => caller.account.clone(),
            Whose::Of(id) => {
                let found = account_for(ctx, &caller, id);
                found.map_err(|failure| failure.map(|ForAccountError::NotFound| Rejected::NotFound))?
            }
        };
        if !errors.is_empty() {
            return Err(Failure::Refused(Rejected::Fields(errors)));
        }
        change_profile_of(ctx, &caller, &account, command).map_err(|failure| {
            failure.map(|refusal| match refusal {
                // Only names are changed here, and no revision is named.
                ProfileError::Outdated | ProfileError::Fields(_) => Rejected::NotFound,
            })
        })
    });
    ok(changed.await?.into())
}

pub async fn delete_own(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    body: Body<Cryptopay, wire::Deletion>,
) -> Result<Done, Refused<Cryptopay>> {
    delete(app, client, signed_in.credential, body.fields).await
}

/// One's own account by its number; no other is deleted here, not by an administrator either.
pub async fn delete_one(
    app: App,
    client: Client,
    signed_in: SignedIn<Cryptopay>,
    path: PathId<Cryptopay>,
    body: Body<Cryptopay, wire::Deletion>,
) -> Result<Done, Refused<Cryptopay>> {
    let id = AccountId(path.id);
    let credential = signed_in.credential.clone();
    app.run_as(signed_in.credential, move |_, caller| {
        if caller.account.id == id { Ok(()) } else { Err(ForAccountError::NotFound.into()) }
    })
    .await?;
    delete(app, client, credential, body.fields).await
}

async fn delete(
    app: App,
    client: Client,
    credential: Credential,
    fields: wire::Deletion,
) -> Result<Done, Refused<Cryptopay>> {
    let mut check = Check::default();
    let password = check.password("current_password", fields.current_password, Ok::<Password, _>);
    let password = Some(check.done(password)?);
    let command = LeaveAccount { password, address: client.address };
    app.run_hashing_as(credential, move |ctx, caller| delete_account(ctx, caller, command)).await?;
    done()
}

impl Words<ForAccountError> for Cryptopay {
    fn words(refusal: ForAccountError) -> Problem {
        match refusal {
            ForAccountError::NotFound => plain::fault(&Fault::NotFound),
        }
    }
}

impl Words<Rejected> for Cryptopay {
    fn words(refusal: Rejected) -> Problem {
        match refusal {
            Rejected::NotFound => plain::fault(&Fault::NotFound),
            Rejected::Fields(errors) => plain::fields(&errors),
        }
    }
}
