//! Whether the database answers, how safe the way to it is, and whether it is up to date.

use parlor_persistence::{Inspection, OpenError, Way, inspect};

use super::Line;
use crate::application::target;
use crate::settings::Settings;

const DATABASE: &str = "database";
const WAY: &str = "connection";
const SCHEMA: &str = "migrations";

/// What the database holds, if it answers and there is one, and what there is to say of it.
pub(super) fn check(settings: &Settings) -> (Option<Inspection>, Vec<Line>) {
    let target = match target(settings) {
        Ok(target) => target,
        Err(exit) => return (None, vec![Line::failed(DATABASE, exit)]),
    };
    match inspect(&target) {
        Ok(Some(inspection)) => {
            let lines = vec![
                Line::ok(DATABASE, format!("{target} answers")),
                way(&inspection.way),
                schema(inspection.pending),
            ];
            (Some(inspection), lines)
        }
        Ok(None) => {
            (None, vec![Line::note(DATABASE, format!("{target} is not there yet: the first start makes it"))])
        }
        Err(error @ OpenError::Newer(_)) => (None, vec![Line::failed(SCHEMA, error)]),
        Err(error) => (None, vec![Line::failed(DATABASE, error)]),
    }
}

fn way(way: &Way) -> Line {
    match way {
        Way::File => Line::ok(WAY, "a file on this machine"),
        Way::Local => Line::ok(WAY, "does not leave this machine"),
        Way::Encrypted(protocol) => Line::ok(WAY, format!("encrypted by {protocol}")),
        Way::Plain => Line::note(
            WAY,
            "not encrypted: whoever is on the way can read it, unless the network is your own",
        ),
    }
}

fn schema(pending: usize) -> Line {
    match pending {
        0 => Line::ok(SCHEMA, "up to date"),
        pending => Line::note(SCHEMA, format!("{pending} to come: the next start applies them")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_and_every_state_has_words() {
        let ways =
            [Way::File, Way::Local, Way::Encrypted("TLSv1.3".into()), Way::Plain].map(|each| way(&each));
        let lines = ways.into_iter().chain([schema(0), schema(2)]).map(|line| line.to_string());
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
        ok     connection: a file on this machine
        ok     connection: does not leave this machine
        ok     connection: encrypted by TLSv1.3
        note   connection: not encrypted: whoever is on the way can read it, unless the network is your own
        ok     migrations: up to date
        note   migrations: 2 to come: the next start applies them
        ");
    }
}
