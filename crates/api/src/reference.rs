//! The published list of endpoints, made from the endpoints themselves.

use std::fmt::Write as _;

use crate::contracts::Contract;
use crate::endpoint::{Endpoint, Who};
use crate::{always, contracts, v1};

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
    text
}

fn section(text: &mut String, title: &str, endpoints: &[Endpoint]) {
    // Writing to a text cannot fail.
    let _ = write!(text, "\n## {title}\n");
    for endpoint in endpoints {
        let _ = write!(text, "\n### {} `{}`\n\n{}", endpoint.method, endpoint.path, sentence(endpoint.about));
        if endpoint.who == Who::SignedIn {
            text.push_str(" Signed in.");
        }
        if let Some(body) = &endpoint.takes {
            let _ = write!(text, " Takes `{}`.", body.fields().join("`, `"));
        }
        if let Some(budget) = endpoint.budget {
            let seconds = budget.within.as_secs();
            let _ = write!(text, " Budget `{}`: {} calls in {seconds} s.", budget.name, budget.calls);
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
