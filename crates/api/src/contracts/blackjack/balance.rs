//! GET, PUT and PATCH `/api/user/balance`, for administrators

use parlor_auth::{Caller, Context, ForAccountError, account_named};
use parlor_community::UnknownAccount;
use parlor_community::wallet::{ChangeError, set_balance};
use parlor_domain::{Account, Actor, Failure, Login, Reason};

use super::error::wrong;
use super::{Blackjack, convert, wire};
use crate::contracts::plain;
use crate::endpoint::{Body, Fault, FieldFault, Problem, Query, Reply, Words};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};

pub async fn show(
    app: App,
    signed_in: SignedIn<Blackjack>,
    query: Query<Blackjack, wire::WhoseQuery>,
    body: Body<Blackjack, wire::Whose>,
) -> Reply<Blackjack, wire::Balance> {
    let name = convert::whose(query.fields.username, body.fields.username);
    let (_, account) = app.run_as(signed_in.credential, find(name)).await?;
    convert::balance_answer(convert::balance_of(&app, account.id).await?)
}

pub async fn set(
    app: App,
    client: Client,
    signed_in: SignedIn<Blackjack>,
    query: Query<Blackjack, wire::BalanceQuery>,
    body: Body<Blackjack, wire::Whose>,
) -> Reply<Blackjack, wire::Balance> {
    let name = convert::whose(query.fields.username, body.fields.username);
    // Who calls is asked before what is wrong is told.
    let (caller, account) = app.run_as(signed_in.credential, find(name)).await?;
    let balance = convert::new_balance(query.fields.balance)?;
    let reason = Reason::parse("set by an administrator").map_err(|_| Fault::Unexpected)?;
    let actor = Actor::Account(caller.account.id, client.address);
    let set = app.run_community(move |community| set_balance(community, actor, account.id, balance, reason));
    convert::balance_answer(set.await?.units())
}

/// Finds whose balance is meant, for an administrator.
fn find(
    name: Option<Login>,
) -> impl FnOnce(&Context, Caller) -> Result<(Caller, Account), Failure<ForAccountError>> {
    move |ctx, caller| {
        let account = account_named(ctx, &caller, name.as_ref())?;
        Ok((caller, account))
    }
}

impl Words<ForAccountError> for Blackjack {
    fn words(refusal: ForAccountError) -> Problem {
        match refusal {
            ForAccountError::NotFound => plain::fault(&Fault::NotFound),
        }
    }
}

impl Words<UnknownAccount> for Blackjack {
    fn words(UnknownAccount: UnknownAccount) -> Problem {
        plain::fault(&Fault::NotFound)
    }
}

impl Words<ChangeError> for Blackjack {
    fn words(refusal: ChangeError) -> Problem {
        match refusal {
            ChangeError::UnknownAccount => Self::words(UnknownAccount),
            ChangeError::BelowZero | ChangeError::Insufficient => wrong("balance", FieldFault::BelowZero),
            ChangeError::OutOfRange => wrong("balance", convert::BALANCE_RANGE),
            // No call of this contract has a key.
            ChangeError::KeyReused => plain::fault(&Fault::Unexpected),
        }
    }
}
