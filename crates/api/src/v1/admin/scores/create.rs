//! POST `/v1/admin/scores`

use parlor_community::leaderboard::{ScoreChange, WriteScores, write_scores};
use parlor_domain::{AccountId, IdempotencyKey, Scope, Score, ScoreMode};
use serde_json::{Map, Value};

use super::wire;
use crate::endpoint::{Body, Check, FieldErrors, FieldFault, ItemFault, Reply, ok};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;
use crate::v1::repeat::Repeatable;

/// The most scores of one call.
const MOST: usize = 1_000;

pub async fn handle(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    key: Repeatable,
    body: Body<V1, wire::NewScores>,
) -> Reply<V1, wire::Scores> {
    let command = read(body.fields, key.0)?;
    let accounts: Vec<AccountId> = command.changes.iter().map(|change| change.account).collect();
    let by = (signed_in.credential, Scope::ScoresWrite);
    let outcomes = app.run_community_with(by, client.address, move |community, actor| {
        write_scores(community, actor, command)
    });
    let outcomes = outcomes.await?;
    ok(wire::Scores { scores: accounts.into_iter().zip(outcomes).map(wire::Score::from).collect() })
}

fn read(fields: wire::NewScores, key: Option<IdempotencyKey>) -> Result<WriteScores, FieldErrors> {
    let mut check = Check::default();
    let items = check.items("scores", fields.scores, MOST).unwrap_or_default();
    let mut changes = Vec::with_capacity(items.len());
    let mut faults = Vec::new();
    for (number, item) in items.iter().enumerate() {
        match change(item) {
            Ok(change) => changes.push(change),
            Err(wrong) => {
                faults
                    .extend(wrong.into_iter().map(|(field, fault)| FieldFault::InItem(number, field, fault)));
            }
        }
    }
    if !faults.is_empty() {
        check.refuse_for("scores", faults);
    }
    check.done(Some(WriteScores { changes, key }))
}

/// One score, or all that is wrong with it.
fn change(item: &Value) -> Result<ScoreChange, Vec<(&'static str, ItemFault)>> {
    let Value::Object(fields) = item else { return Err(vec![("", ItemFault::NotAnObject)]) };
    let account = number(fields, "account_id")
        .and_then(|id| if id > 0 { Ok(AccountId(id)) } else { Err(ItemFault::OutOfRange) });
    let mode = match fields.get("mode") {
        None | Some(Value::Null) => Err(ItemFault::Required),
        Some(word) => word.as_str().and_then(ScoreMode::parse).ok_or(ItemFault::NotAChoice),
    };
    let value =
        number(fields, "value").and_then(|points| Score::parse(points).map_err(|_| ItemFault::OutOfRange));
    match (account, mode, value) {
        (Ok(account), Ok(mode), Ok(value)) => Ok(ScoreChange { account, mode, value }),
        (account, mode, value) => {
            let faults = [("account_id", account.err()), ("mode", mode.err()), ("value", value.err())];
            Err(faults.into_iter().filter_map(|(field, fault)| Some((field, fault?))).collect())
        }
    }
}

fn number(fields: &Map<String, Value>, name: &str) -> Result<i64, ItemFault> {
    match fields.get(name) {
        None | Some(Value::Null) => Err(ItemFault::Required),
        Some(Value::Number(number)) if number.is_u64() && number.as_i64().is_none() => {
            Err(ItemFault::OutOfRange)
        }
        Some(value) => value.as_i64().ok_or(ItemFault::NotInteger),
    }
}

#[cfg(test)]
mod tests {
    use parlor_domain::MOST_EXACT;
    use serde_json::json;

    use super::*;

    fn told(scores: Value) -> Result<usize, Vec<FieldFault>> {
        let fields = serde_json::from_value(json!({ "scores": scores })).unwrap();
        let faults = |errors: FieldErrors| errors.0.into_iter().flat_map(|(_, faults)| faults).collect();
        read(fields, None).map(|command| command.changes.len()).map_err(faults)
    }

    #[test]
    fn scores_are_read_one_or_many() {
        let score = |mode: &str| json!({ "account_id": 7, "mode": mode, "value": -MOST_EXACT });
        assert_eq!(told(json!([score("set")])), Ok(1));
        assert_eq!(told(json!([score("set"), score("add"), score("best")])), Ok(3));
        assert_eq!(told(json!(vec![score("add"); 1_000])), Ok(1_000));
        assert_eq!(told(json!(vec![score("add"); 1_001])), Err(vec![FieldFault::TooMany(1_000)]));
        assert_eq!(told(json!([])), Err(vec![FieldFault::Blank]));
        assert_eq!(told(json!(7)), Err(vec![FieldFault::NotAList]));
        assert_eq!(told(json!(null)), Err(vec![FieldFault::Null]));
    }

    #[test]
    fn everything_that_is_wrong_is_told_with_its_place() {
        let scores = json!([
            { "account_id": 7, "mode": "set", "value": 5 },
            { "account_id": 0, "mode": "Set", "value": 1.5 },
            { "mode": 7, "value": MOST_EXACT + 1 },
            "7",
            { "account_id": "7", "mode": null, "value": u64::MAX },
        ]);
        let at = FieldFault::InItem;
        assert_eq!(
            told(scores),
            Err(vec![
                at(1, "account_id", ItemFault::OutOfRange),
                at(1, "mode", ItemFault::NotAChoice),
                at(1, "value", ItemFault::NotInteger),
                at(2, "account_id", ItemFault::Required),
                at(2, "mode", ItemFault::NotAChoice),
                at(2, "value", ItemFault::OutOfRange),
                at(3, "", ItemFault::NotAnObject),
                at(4, "account_id", ItemFault::NotInteger),
                at(4, "mode", ItemFault::Required),
                at(4, "value", ItemFault::OutOfRange),
            ])
        );
    }
}
