//! The journal: told of after the commit, in order, or not at all.

use parlor_domain::{
    AccountId, Actor, AuditEvent, AuditKind, ClientAddress, EndReason, ServiceKeyId, SessionId,
};

use super::fixtures::{Subject, at, network};

super::cases![
    events_are_told_of_after_the_commit_in_their_order_and_as_one_unit,
    events_whose_work_is_dropped_are_never_told_of,
    work_without_events_is_not_told_of,
    every_kind_of_event_can_be_stored_of_every_actor,
    a_unit_may_hold_more_events_than_a_statement_takes,
];

fn events_are_told_of_after_the_commit_in_their_order_and_as_one_unit(subject: &Subject) {
    let events = [event(AuditKind::SignedUp), event(AuditKind::SignedIn), event(AuditKind::Renamed)];
    subject.effects.take();
    let mut work = subject.store.write().unwrap();
    for event in &events {
        work.journal().record(event.clone(), at(0));
    }
    assert_eq!(subject.effects.take(), []);
    work.commit().unwrap();
    assert_eq!(subject.effects.take_units(), [events.to_vec()]);
}

fn events_whose_work_is_dropped_are_never_told_of(subject: &Subject) {
    subject.effects.take();
    subject.abandon(|work| work.journal().record(event(AuditKind::Renamed), at(0)));
    subject.account();
    assert_eq!(subject.effects.take(), []);
}

fn work_without_events_is_not_told_of(subject: &Subject) {
    subject.effects.take();
    subject.account();
    assert_eq!(subject.effects.take_units().len(), 0);
}

fn a_unit_may_hold_more_events_than_a_statement_takes(subject: &Subject) {
    subject.effects.take();
    subject.commit(|work| {
        for _ in 0..20_000 {
            work.journal().record(event(AuditKind::SessionEnded(EndReason::Operator)), at(0));
        }
        Ok(())
    });
    assert_eq!(subject.effects.take().len(), 20_000);
}

fn every_kind_of_event_can_be_stored_of_every_actor(subject: &Subject) {
    use AuditKind::*;
    let kinds = [
        SignedUp,
        SignedIn,
        SignInFailed,
        Locked,
        Unlocked,
        SessionEnded(EndReason::SignedOut),
        SessionEnded(EndReason::Reuse),
        SessionEnded(EndReason::PasswordSet),
        SessionEnded(EndReason::Deactivated),
        SessionEnded(EndReason::Operator),
        Renamed,
        PasswordSet,
        Deactivated,
        Activated,
        AdminGranted,
        AdminRevoked,
        FactorsReset,
        ServiceKeyAdded(ServiceKeyId(i64::MAX)),
        ServiceKeyRevoked(ServiceKeyId(1)),
    ];
    let known = ClientAddress::Known(network("2001:db8::1"));
    let actors = [
        Actor::Anyone(known),
        Actor::Anyone(ClientAddress::Unknown),
        Actor::Account(AccountId(1), known),
        Actor::Account(AccountId(1), ClientAddress::Unknown),
        Actor::Service(ServiceKeyId(1), known),
        Actor::Operator,
    ];
    let mut events = Vec::new();
    for kind in kinds {
        for actor in actors {
            events.push(AuditEvent { kind, actor, account: None, session: None });
            let (account, session) = (Some(AccountId(i64::MAX)), Some(SessionId(i64::MAX)));
            events.push(AuditEvent { kind, actor, account, session });
        }
    }
    subject.effects.take();
    subject.commit(|work| {
        events.iter().for_each(|event| work.journal().record(event.clone(), at(0)));
        Ok(())
    });
    assert_eq!(subject.effects.take(), events);
}

fn event(kind: AuditKind) -> AuditEvent {
    AuditEvent { kind, actor: Actor::Operator, account: None, session: None }
}
