//! The published list of endpoints, made from the endpoints themselves.

use std::fmt::Write as _;

use crate::contracts::Contract;
use crate::endpoint::{Endpoint, Who};
use crate::shell::limits::{self, Budget};
use crate::{always, contracts, service, v1};

/// The list as Markdown: what every endpoint takes and answers.
#[must_use]
pub fn reference() -> String {
    let mut text = String::from(
        "# Endpoints\n\nGenerated from the endpoints themselves. Every address answers with and without its \
         trailing slash, to `HEAD` where it answers to `GET`, and to `OPTIONS` with `Allow`. Any may answer 500, and 503 with `Retry-After` when more is asked than can be done.\n",
    );
    section(&mut text, "Always there", &always::routes());
    section(&mut text, "Native API", &v1::routes());
    for contract in Contract::ALL {
        section(&mut text, &format!("Contract {}", contract.name()), &contracts::routes(*contract));
    }
    budgets(&mut text);
    text
}

/// From the very values that calls are counted by.
fn budgets(text: &mut String) {
    text.push_str(
        "\n## Budgets\n\nFor each client address (IPv6 by /64), unless `PARLOR_RATE_LIMIT__ENABLED` is `false`. \
         Answers tell how a budget stands, in `RateLimit-Policy` and `RateLimit`; 429 comes with `Retry-After`. \
         Calls come back evenly. Clients behind a proxy that is not trusted share a budget that is wider.\n\n\
         | budget | calls | seconds | spent by |\n| --- | --- | --- | --- |\n",
    );
    let endpoints = service::endpoints(Contract::ALL);
    for budget in limits::ALL {
        let spenders = endpoints
            .iter()
            .filter(|endpoint| endpoint.budget.is_some_and(|spent| std::ptr::eq(spent, budget)));
        let spenders: Vec<_> =
            spenders.map(|endpoint| format!("`{} {}`", endpoint.method, endpoint.path)).collect();
        let (calls, seconds) = (budget.calls, budget.within.as_secs());
        let _ = writeln!(text, "| `{}` | {calls} | {seconds} | {} |", budget.name, spenders.join(", "));
    }
    let Budget { name, calls, within } = &limits::SERVICE_KEY;
    let _ = writeln!(
        text,
        "\nEach service key has a budget of its own, `{name}`, wherever it calls from: {calls} calls within {} \
         seconds, all that it does together. Its answers do not tell how it stands; 429 comes with `Retry-After`.",
        within.as_secs()
    );
    let (calls, seconds) = (limits::FRAMES.calls, limits::FRAMES.within.as_secs());
    let _ = writeln!(
        text,
        "\nBeside these each socket has a budget of its own: {calls} frames in {seconds} seconds. A text that is one \
         too many is answered on the socket, with `retry_after` in seconds."
    );
}

fn section(text: &mut String, title: &str, endpoints: &[Endpoint]) {
    // Writing to a text cannot fail.
    let _ = write!(text, "\n## {title}\n");
    for endpoint in endpoints.iter().filter(|endpoint| endpoint.is_listed) {
        let _ = write!(text, "\n### {} `{}`\n\n{}", endpoint.method, endpoint.path, sentence(endpoint.about));
        text.push_str(match endpoint.who {
            Who::Anyone => "",
            Who::SignedIn => " Signed in.",
            Who::Administrator => " For administrators.",
            Who::Either => " Signed in or not.",
        });
        if let Some(scope) = endpoint.scope {
            let _ = write!(text, " Or by a service key with `{}`.", scope.as_str());
        }
        if let Some(body) = &endpoint.takes {
            let _ = write!(text, " Takes `{}`.", body.fields().join("`, `"));
        }
        if let Some(budget) = endpoint.budget {
            let _ = write!(text, " Budget [`{}`](#budgets).", budget.name);
        }
        text.push_str("\n\n");
        let mut answers: Vec<_> = endpoint.answers.iter().collect();
        answers.sort_by_key(|answer| answer.status.as_u16());
        for answer in answers {
            let _ = writeln!(text, "- {}: {}", answer.status.as_u16(), answer.occasion);
        }
    }
}

/// What an endpoint does, as a sentence.
pub(crate) fn sentence(about: &str) -> String {
    let mut letters = about.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
