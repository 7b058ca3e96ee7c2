//! POST `/v1/admin/accounts/{id}/wallet/entries`

use actix_web::http::StatusCode;
use parlor_community::wallet::{ChangeBalance, ChangeError, Movement, change_balance};
use parlor_community::{KeyReused, UnknownAccount};
use parlor_domain::{AccountId, Amount, Balance, IdempotencyKey, Reason, Scope};

use super::wire;
use crate::endpoint::{
    Body, Check, Dialect, FieldErrors, FieldFault, PathId, Problem, Reply, Words, created,
};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::problem::problem;
use crate::v1::repeat::Repeatable;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
    key: Repeatable,
    body: Body<V1, wire::NewEntry>,
) -> Reply<V1, wire::Entry> {
    let command = read(body.fields, AccountId(path.id), key.0)?;
    let by = (signed_in.credential, Scope::WalletWrite);
    let entry = app.run_community_with(by, client.address, move |community, actor| {
        change_balance(community, actor, command)
    });
    created(entry.await?.into())
}

fn read(
    fields: wire::NewEntry,
    account: AccountId,
    key: Option<IdempotencyKey>,
) -> Result<ChangeBalance, FieldErrors> {
    let mut check = Check::default();
    let sent = (!fields.amount.is_missing(), !fields.balance.is_missing());
    let amount = check.optional_integer("amount", fields.amount, Amount::parse);
    let balance = check.optional_integer("balance", fields.balance, Balance::parse);
    match sent {
        (false, false) => check.refuse("amount", FieldFault::Required),
        (true, true) if !check.has_refused("balance") => {
            check.refuse("balance", FieldFault::NotBoth("amount"))
        }
        (true, _) | (false, true) => {}
    }
    let reason = check.text("reason", fields.reason, Reason::parse);
    let movement = amount.map(Movement::By).or(balance.map(Movement::To));
    let (movement, reason) = check.done(movement.zip(reason))?;
    Ok(ChangeBalance { account, movement, reason, key })
}

impl Words<ChangeError> for V1 {
    fn words(refusal: ChangeError) -> Problem {
        match refusal {
            ChangeError::UnknownAccount => V1::words(UnknownAccount),
            ChangeError::Insufficient => {
                let detail = "There is not as much as would be taken.";
                problem(StatusCode::CONFLICT, "insufficient_balance", detail)
            }
            ChangeError::BelowZero => V1::fields(&FieldErrors::of("balance", FieldFault::BelowZero)),
            ChangeError::OutOfRange => {
                let detail = "The balance would end, or move, beyond 2^53 - 1 in size.";
                problem(StatusCode::CONFLICT, "balance_out_of_range", detail)
            }
            ChangeError::KeyReused => V1::words(KeyReused),
        }
    }
}

#[cfg(test)]
mod tests {
    use parlor_domain::MOST_EXACT;
    use serde_json::{Value, json};

    use super::*;

    fn told(body: Value) -> Result<Movement, Vec<(&'static str, FieldFault)>> {
        let read = read(serde_json::from_value(body).unwrap(), AccountId(7), None);
        let faults =
            |errors: FieldErrors| errors.0.into_iter().map(|(name, faults)| (name, faults[0])).collect();
        read.map(|command| command.movement).map_err(faults)
    }

    #[test]
    fn an_amount_or_a_balance_but_not_both() {
        let by = |units| Movement::By(Amount::parse(units).unwrap());
        let to = |units| Movement::To(Balance::parse(units).unwrap());
        assert_eq!(told(json!({ "amount": -5, "reason": "x" })), Ok(by(-5)));
        assert_eq!(told(json!({ "amount": "5", "reason": "x" })), Ok(by(5)));
        assert_eq!(told(json!({ "balance": 0, "reason": "x" })), Ok(to(0)));
        assert_eq!(told(json!({ "amount": MOST_EXACT, "reason": "x" })), Ok(by(MOST_EXACT)));
        assert_eq!(told(json!({ "reason": "x" })), Err(vec![("amount", FieldFault::Required)]));
        let both = told(json!({ "amount": 5, "balance": 5, "reason": "x" }));
        assert_eq!(both, Err(vec![("balance", FieldFault::NotBoth("amount"))]));
    }

    #[test]
    fn what_is_no_whole_number_or_too_large_is_told() {
        let beyond = FieldFault::NotBetween(-MOST_EXACT, MOST_EXACT);
        for (odd, fault) in [
            (json!(0), FieldFault::Zero),
            (json!(null), FieldFault::Null),
            (json!(true), FieldFault::NotInteger),
            (json!(1.0), FieldFault::NotInteger),
            (json!(1e3), FieldFault::NotInteger),
            (json!("1.5"), FieldFault::NotInteger),
            (json!([1]), FieldFault::NotInteger),
            (json!(MOST_EXACT + 1), beyond),
            (json!(-MOST_EXACT - 1), beyond),
            (json!(i64::MAX), beyond),
            (json!(i64::MIN), beyond),
            (json!(u64::MAX), beyond),
        ] {
            let refused = told(json!({ "amount": odd, "reason": "x" }));
            assert_eq!(refused, Err(vec![("amount", fault)]), "{odd}");
        }
        let refused = told(json!({ "balance": i64::MIN, "reason": "\u{0}" }));
        assert_eq!(refused, Err(vec![("balance", beyond), ("reason", FieldFault::InvalidText)]));
        assert_eq!(told(json!({ "balance": 5 })), Err(vec![("reason", FieldFault::Required)]));
    }
}
