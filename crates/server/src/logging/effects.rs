//! What follows a commit in this program: everything that was recorded is logged, and counted, and whoever
//! sends mail is told that there may be some.

use std::sync::Arc;

use parlor_domain::ports::Effects;
use parlor_domain::{Actor, AuditEvent};
use tracing::info;

use crate::mail::Bell;

/// Logs what was committed, under the target `audit`, and counts it by its kind.
#[derive(Debug, Clone, Default)]
pub struct LoggedEffects {
    /// Rung when mail was queued.
    pub bell: Arc<Bell>,
}

impl Effects for LoggedEffects {
    fn committed(&self, events: &[AuditEvent]) {
        for event in events {
            metrics::counter!("parlor_events_total", "event" => event.kind.as_str()).increment(1);
            info!(
                target: "audit",
                event = event.kind.as_str(),
                actor = %name(event.actor),
                account = event.account.map(|id| id.0),
                session = event.session.map(|id| id.0),
                subject = event.kind.subject(),
                address = event.actor.address().network().map(tracing::field::display),
            );
        }
    }

    fn mail_queued(&self) {
        self.bell.ring();
    }
}

fn name(actor: Actor) -> String {
    match actor {
        Actor::Anyone(_) => "anyone".to_owned(),
        Actor::Account(id, _) => format!("account:{id}"),
        Actor::Service(key, _) => format!("service:{key}"),
        Actor::Operator => "operator".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use parlor_domain::{AccountId, AuditKind, ClientAddress, EndReason, SessionId};

    use super::*;
    use crate::logging::logged;
    use crate::settings::LogFormat;

    #[test]
    fn s74_what_happened_is_logged_with_actor_account_session_and_address() {
        let address = ClientAddress::Known(IpAddr::from(Ipv4Addr::new(192, 0, 2, 7)).into());
        let account = Some(AccountId(7));
        let events = [
            AuditEvent {
                kind: AuditKind::SignInFailed,
                actor: Actor::Anyone(address),
                account,
                session: None,
            },
            AuditEvent {
                kind: AuditKind::SessionEnded(EndReason::SignedOut),
                actor: Actor::Account(AccountId(7), ClientAddress::Unknown),
                account,
                session: Some(SessionId(9)),
            },
            AuditEvent { kind: AuditKind::Locked, actor: Actor::Operator, account: None, session: None },
        ];
        let lines = logged(LogFormat::Text, false, "info", || LoggedEffects::default().committed(&events));
        let lines: Vec<_> =
            lines.lines().filter_map(|line| line.split_once("  INFO ")).map(|(_, line)| line).collect();
        assert_eq!(
            lines,
            [
                "audit: event=\"sign_in_failed\" actor=anyone account=7 address=192.0.2.7",
                "audit: event=\"session_signed_out\" actor=account:7 account=7 session=9",
                "audit: event=\"locked\" actor=operator",
            ]
        );
    }
}
