//! What administrators look at: lists in their order, each place once, and counts that follow what happens.

use parlor_auth::ports::{Among, Counts, NameKind};
use parlor_domain::{
    Account, AccountId, AccountState, Actor, ActorWanted, AuditEntry, AuditEvent, AuditFilter, AuditKind,
    CanonicalKey, ClientAddress, ServiceKeyId, SessionId,
};

use super::fixtures::{
    MICROSECOND, Subject, at, email_and_name, identifiers, network, new_account, new_session, unique,
};

super::cases![
    an_entry_of_the_audit_log_comes_back_as_it_was_recorded,
    entries_are_filtered_by_everything_that_is_asked_for,
    entries_come_newest_first_and_each_once,
    accounts_are_found_by_the_beginning_of_a_name_in_its_order,
    the_newest_accounts_come_first,
    the_newest_are_those_alone_that_are_wanted,
    active_administrators_are_locked_in_the_order_of_their_numbers,
    counts_follow_what_happens,
];

fn known() -> ClientAddress {
    ClientAddress::Known(network("192.0.2.7"))
}

/// Entries about an account of their own, a second after each other.
fn record(subject: &Subject, events: &[(AuditKind, Actor)]) -> AccountId {
    let account = subject.account().id;
    subject.commit(|work| {
        for (second, (kind, actor)) in (0..).zip(events) {
            let event = AuditEvent { kind: *kind, actor: *actor, account: Some(account), session: None };
            work.journal().record(event, at(second));
        }
        Ok(())
    });
    account
}

fn entries(subject: &Subject, filter: &AuditFilter) -> Vec<AuditEntry> {
    subject.store.read().unwrap().audit_log().entries(filter, None, 1_000).unwrap()
}

fn of(account: AccountId) -> AuditFilter {
    AuditFilter { account: Some(account), ..AuditFilter::default() }
}

fn an_entry_of_the_audit_log_comes_back_as_it_was_recorded(subject: &Subject) {
    let account = subject.account().id;
    let actors = [
        Actor::Anyone(known()),
        Actor::Anyone(ClientAddress::Unknown),
        Actor::Account(account, known()),
        Actor::Service(ServiceKeyId(7), known()),
        Actor::Operator,
    ];
    for (second, actor) in (0..).zip(actors) {
        let kind = AuditKind::ServiceKeyAdded(ServiceKeyId(i64::MAX));
        let event = AuditEvent { kind, actor, account: Some(account), session: Some(SessionId(9)) };
        subject.commit(|work| {
            work.journal().record(event, at(second));
            Ok(())
        });
        let entry = entries(subject, &of(account)).remove(0);
        let AuditEntry { id, .. } = entry;
        let expected = AuditEntry {
            id,
            at: at(second),
            kind: "service_key_added".to_owned(),
            actor,
            account: Some(account),
            session: Some(SessionId(9)),
            subject: Some(i64::MAX),
        };
        assert_eq!(entry, expected);
    }
}

fn entries_are_filtered_by_everything_that_is_asked_for(subject: &Subject) {
    let other = subject.account().id;
    let account = record(
        subject,
        &[
            (AuditKind::SignedUp, Actor::Anyone(known())),
            (AuditKind::SignedIn, Actor::Account(other, known())),
            (AuditKind::SignedIn, Actor::Service(ServiceKeyId(other.0), known())),
            (AuditKind::Unlocked, Actor::Operator),
        ],
    );
    let seconds = |filter: AuditFilter| {
        let found = entries(subject, &AuditFilter { account: Some(account), ..filter });
        found.into_iter().map(|entry| entry.at.since(at(0)).as_secs()).collect::<Vec<_>>()
    };
    let all = AuditFilter::default;
    assert_eq!(seconds(all()), [3, 2, 1, 0]);
    let by = |actor| seconds(AuditFilter { actor: Some(actor), ..all() });
    assert_eq!(by(ActorWanted::Anyone), [0]);
    assert_eq!(by(ActorWanted::Account(other)), [1]);
    assert_eq!(by(ActorWanted::Service(ServiceKeyId(other.0))), [2]);
    assert_eq!(by(ActorWanted::Operator), [3]);
    let kind = |kind: &str| seconds(AuditFilter { kind: Some(kind.to_owned()), ..all() });
    assert_eq!(kind("signed_in"), [2, 1]);
    assert_eq!(kind("of another version"), []);
    assert_eq!(kind("nul\0"), []);
    assert_eq!(seconds(AuditFilter { from: Some(at(1)), until: Some(at(3)), ..all() }), [2, 1]);
    assert_eq!(seconds(AuditFilter { from: Some(at(3) + MICROSECOND), ..all() }), []);
    let actor = Some(ActorWanted::Account(other));
    assert_eq!(seconds(AuditFilter { actor, kind: Some("signed_in".to_owned()), ..all() }), [1]);
    assert!(
        entries(subject, &AuditFilter { actor, ..all() }).iter().any(|entry| entry.account == Some(account))
    );
}

fn entries_come_newest_first_and_each_once(subject: &Subject) {
    // Some of them at the same instant, as those of one unit of work are.
    let events = [(AuditKind::SignedIn, Actor::Operator); 7];
    let account = record(subject, &events);
    subject.commit(|work| {
        for (kind, actor) in events {
            let event = AuditEvent { kind, actor, account: Some(account), session: None };
            work.journal().record(event, at(3));
        }
        Ok(())
    });
    let (mut listed, mut after) = (Vec::new(), None);
    loop {
        let mut reader = subject.store.read().unwrap();
        let page = reader.audit_log().entries(&of(account), after, 3).unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.id));
        listed.extend(page);
    }
    assert_eq!(listed, entries(subject, &of(account)));
    assert_eq!(listed.len(), 14);
    assert!(listed.is_sorted_by(|one, next| (one.at, one.id) > (next.at, next.id)));
}

fn accounts_are_found_by_the_beginning_of_a_name_in_its_order(subject: &Subject) {
    let word = unique("finder");
    let add = |name: &str| {
        let (email, username) = (format!("{word}{name}@example.com"), format!("x{word}{name}"));
        let new = new_account(identifiers(Some(&email), Some(&username)));
        subject.commit(|work| work.accounts().insert(&new)).id
    };
    let [c, a, b] = ["C", "a", "b"].map(add);
    let found = |by, prefix: &str, after: Option<&str>, most| {
        let after = after.map(CanonicalKey::of);
        let mut reader = subject.store.read().unwrap();
        let found = reader.accounts().named(by, &CanonicalKey::of(prefix), after.as_ref(), most).unwrap();
        found.into_iter().map(|account: Account| account.id).collect::<Vec<_>>()
    };
    assert_eq!(found(NameKind::Email, &word, None, 9), [a, b, c]);
    assert_eq!(found(NameKind::Email, &word.to_uppercase(), None, 2), [a, b]);
    assert_eq!(found(NameKind::Email, &word, Some(&format!("{word}a@example.com")), 9), [b, c]);
    assert_eq!(found(NameKind::Username, &word, None, 9), []);
    assert_eq!(found(NameKind::Username, &format!("x{word}"), None, 9), [a, b, c]);
    assert_eq!(found(NameKind::Email, &format!("{word}%"), None, 9), []);
    assert_eq!(found(NameKind::Email, "nul\0", None, 9), []);
}

fn the_newest_accounts_come_first(subject: &Subject) {
    let [one, two] = [subject.account().id, subject.account().id];
    let page = |after, most| newest(subject, Among::default(), after, most);
    assert_eq!(page(Some(two), 1), [one]);
    let all = page(None, 100_000);
    assert!(all.is_sorted_by(|one, next| one > next) && all.contains(&one) && all.contains(&two));
}

fn the_newest_are_those_alone_that_are_wanted(subject: &Subject) {
    let before = subject.account().id;
    let [plain, off, boss] = [(); 3].map(|()| subject.account().id);
    subject.commit(|work| {
        work.accounts().set_state(off, AccountState::Deactivated)?;
        work.accounts().set_admin(boss, true)
    });
    let mut waiting = new_account(email_and_name("waiting"));
    waiting.state = AccountState::Pending;
    let waiting = subject.commit(|work| work.accounts().insert(&waiting)).id;
    let wanted = |among| {
        let mut found = newest(subject, among, None, 100_000);
        found.retain(|id| *id > before);
        found
    };
    let state = |state| Among { state: Some(state), ..Among::default() };
    assert_eq!(wanted(Among::default()), [waiting, boss, off, plain]);
    assert_eq!(wanted(state(AccountState::Pending)), [waiting]);
    assert_eq!(wanted(state(AccountState::Active)), [boss, plain]);
    assert_eq!(wanted(state(AccountState::Deactivated)), [off]);
    assert_eq!(wanted(Among { is_admin: Some(true), ..Among::default() }), [boss]);
    assert_eq!(wanted(Among { is_admin: Some(false), ..state(AccountState::Active) }), [plain]);
    assert_eq!(wanted(Among { is_admin: Some(true), ..state(AccountState::Pending) }), []);
    subject.commit(|work| work.accounts().set_admin(boss, false));
}

fn newest(subject: &Subject, among: Among, after: Option<AccountId>, most: usize) -> Vec<AccountId> {
    let accounts = subject.store.read().unwrap().accounts().newest(among, after, most).unwrap();
    accounts.into_iter().map(|account| account.id).collect()
}

fn active_administrators_are_locked_in_the_order_of_their_numbers(subject: &Subject) {
    let [one, off, two, other] = [(); 4].map(|()| subject.account().id);
    subject.abandon(|work| {
        for id in [two, off, one] {
            work.accounts().set_admin(id, true).unwrap();
        }
        work.accounts().set_state(off, AccountState::Deactivated).unwrap();
        let locked = work.accounts().lock_administrators().unwrap();
        assert!(locked.is_sorted() && locked.contains(&one) && locked.contains(&two));
        assert!(!locked.contains(&off) && !locked.contains(&other));
    });
}

fn counts_follow_what_happens(subject: &Subject) {
    let counts = || subject.store.read().unwrap().statistics().counts(at(0)).unwrap();
    let before = counts();
    let account = subject.account().id;
    let off = subject.account().id;
    subject.commit(|work| {
        work.accounts().set_admin(account, true)?;
        work.accounts().set_state(off, AccountState::Deactivated)?;
        work.sessions().open(&new_session(account)).map(drop)
    });
    let after = counts();
    // Other cases may run on this store, but not while this one does.
    let expected = Counts {
        active_accounts: before.active_accounts + 1,
        deactivated_accounts: before.deactivated_accounts + 1,
        administrators: before.administrators + 1,
        live_sessions: before.live_sessions + 1,
        ..before
    };
    assert_eq!(after, expected);
    subject.commit(|work| work.accounts().set_admin(account, false));
}
