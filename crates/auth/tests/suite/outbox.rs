//! Mail on its way out: sent once, tried again, given up.

use std::cell::Cell;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use parlor_auth::outbox::{Attempt, Deliverer, LEASE, post};
use parlor_auth::ports::{Letter, MailError, Mailer, Settled};
use parlor_domain::{CodePurpose, CodeText, Mail, MailContent, StoreError};
use parlor_testkit::RecordedMailer;

use crate::house::{ANN, DAY, House, MINUTE, email};
use crate::stand_ins::{LeavesAfter, Unreachable};

fn queue(house: &House, content: MailContent) {
    let mail = Mail { to: email(ANN), locale: None, content };
    let mut work = house.ctx.store.write().unwrap();
    post::<Infallible>(&house.ctx, work.as_mut(), None, &mail, house.now()).unwrap();
    work.commit().unwrap();
}

fn code() -> MailContent {
    let code = CodeText::parse("048213").unwrap();
    MailContent::Code { purpose: CodePurpose::SignIn, code, valid_for: Duration::from_secs(10 * MINUTE) }
}

fn round(house: &House, mailer: &dyn Mailer) -> Vec<Settled> {
    outcomes(Deliverer::default().round(&house.ctx, mailer, &|| false).unwrap())
}

fn outcomes(attempts: Vec<Attempt>) -> Vec<Settled> {
    attempts.into_iter().map(|attempt| attempt.outcome).collect()
}

fn later() -> MailError {
    MailError::Later { reason: "451 busy".to_owned() }
}

#[test]
fn a_mail_is_sent_once_with_what_was_queued() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    let queued_at = house.now();
    house.wait(5);
    assert_eq!(round(&house, &mailer), [Settled::Sent]);
    let [letter] = mailer.take().try_into().ok().unwrap();
    let Letter { message_id, to, queued_at: date, text } = letter;
    assert_eq!((to.as_str(), date), (ANN, queued_at));
    assert!(message_id.len() > 32 && message_id.ends_with("@mail.example"), "{message_id}");
    assert_eq!((text.subject.as_str(), text.plain.as_str()), ("sign_in", "048213"));
    for _ in 0..3 {
        house.wait(LEASE.as_secs());
        assert_eq!(round(&house, &mailer), []);
    }
    assert!(mailer.take().is_empty());
}

#[test]
fn s16_a_mail_that_waits_is_sealed_and_one_that_was_sent_has_no_text() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    let waiting = house.store.mails().remove(0);
    assert!(waiting.sealed.starts_with(waiting.message_id.as_bytes()), "under its own name");
    round(&house, &mailer);
    assert!(house.store.mails().remove(0).sealed.is_empty());
}

#[test]
fn a_mail_that_was_postponed_is_tried_again_with_the_same_id() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    let id = house.store.mails().remove(0).message_id;
    mailer.refuse(later());
    mailer.refuse(later());
    let Some(Settled::Again { at, reason }) = round(&house, &mailer).pop() else { panic!() };
    let pause = at.since(house.now());
    assert!(pause >= Duration::from_secs(1) && pause <= Duration::from_secs(2), "{pause:?}");
    assert_eq!(reason, "451 busy");
    assert_eq!(round(&house, &mailer), []);
    house.wait(2);
    assert!(matches!(round(&house, &mailer)[..], [Settled::Again { .. }]));
    house.wait(4);
    assert_eq!(round(&house, &mailer), [Settled::Sent]);
    assert_eq!(mailer.take().remove(0).message_id, id);
}

#[test]
fn a_mail_that_is_refused_for_good_is_kept_with_the_reason_and_not_tried_again() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    mailer.refuse(MailError::Never { reason: "550 ".to_owned() + &"x".repeat(10_000) });
    let Some(Settled::Failed { reason }) = round(&house, &mailer).pop() else { panic!() };
    assert_eq!(reason.chars().count(), 300, "not all that the other side says is kept");
    house.wait(DAY);
    assert_eq!(round(&house, &mailer), []);
    let failed = house.ctx.store.read().unwrap().undelivered().failed(None, 9).unwrap();
    assert_eq!(
        (failed[0].to.as_str(), failed[0].kind.as_str(), &failed[0].reason),
        (ANN, "sign_in", &reason)
    );
}

#[test]
fn a_code_is_tried_until_it_would_have_expired_and_a_notice_for_a_day() {
    for (content, lifetime) in [(code(), 10 * MINUTE), (MailContent::AddressInUse, DAY)] {
        let house = House::new();
        let begun = house.now();
        queue(&house, content);
        let mut tries = 0;
        let reason = loop {
            let [outcome] = round(&house, &Refusing).try_into().unwrap();
            tries += 1;
            match outcome {
                Settled::Again { at, .. } => house.clock.set(at),
                Settled::Failed { reason } => break reason,
                other => panic!("{other:?}"),
            }
        };
        let lasted = house.now().since(begun).as_secs();
        assert!(lasted < lifetime && lasted > lifetime / 3, "{lasted} of {lifetime} s");
        assert!((7..200).contains(&tries), "{tries}");
        assert_eq!(reason, format!("given up after {tries} tries: no connection"));
    }
}

struct Refusing;

impl Mailer for Refusing {
    fn send(&self, _: &Letter) -> Result<(), MailError> {
        Err(MailError::Later { reason: "no connection".to_owned() })
    }
}

#[test]
fn a_mail_that_is_of_no_use_any_more_is_not_sent() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    house.wait(10 * MINUTE);
    assert!(matches!(round(&house, &mailer)[..], [Settled::Failed { .. }]));
    assert!(mailer.take().is_empty());
}

#[test]
fn a_mail_that_no_key_opens_fails_alone() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    house.store_as(|work| {
        let sealed = parlor_auth::ports::NewMail {
            message_id: "1@mail.example".to_owned(),
            account: None,
            to: email(ANN),
            kind: "locked",
            sealed: b"by another key".to_vec(),
            gives_up_at: house.now() + Duration::from_secs(DAY),
        };
        work.outbox().queue(&sealed, house.now()).unwrap();
    });
    queue(&house, code());
    let outcomes = round(&house, &mailer);
    assert!(matches!(outcomes[..], [Settled::Failed { .. }, Settled::Sent]), "{outcomes:?}");
}

/// Sends by `mailer`, and lets something happen in the middle of each mail.
struct Meanwhile<'m>(&'m RecordedMailer, &'m (dyn Fn() + Sync));

impl Mailer for Meanwhile<'_> {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        (self.1)();
        self.0.send(letter)
    }
}

#[test]
fn no_other_sender_gets_a_mail_that_is_being_sent() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    queue(&house, code());
    let other = || assert_eq!(round(&house, &mailer), []);
    assert_eq!(round(&house, &Meanwhile(&mailer, &other)), [Settled::Sent, Settled::Sent]);
    assert_eq!(mailer.take().len(), 2);
}

#[test]
fn a_sender_that_dies_between_sending_and_saying_so_costs_a_second_mail_with_the_same_id() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    let dies = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        round(&house, &Dying(&mailer));
    }));
    assert!(dies.is_err());
    assert_eq!(round(&house, &mailer), [], "until the lease ends");
    house.wait(LEASE.as_secs());
    assert_eq!(round(&house, &mailer), [Settled::Sent]);
    let sent = mailer.take();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].message_id, sent[1].message_id);
}

struct Dying<'m>(&'m RecordedMailer);

impl Mailer for Dying<'_> {
    fn send(&self, letter: &Letter) -> Result<(), MailError> {
        self.0.send(letter)?;
        panic!("killed");
    }
}

#[test]
fn what_could_not_be_noted_is_noted_later_and_not_sent_again() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    queue(&house, code());
    let mut deliverer = Deliverer::default();
    let mut ctx = house.ctx.clone();
    // The lease is one unit of work; what came of it would be the second.
    ctx.store = Arc::new(LeavesAfter::writes(&house.store, 1));
    assert!(matches!(deliverer.round(&ctx, &mailer, &|| false), Err(StoreError::Unavailable(_))));
    assert_eq!(mailer.take().len(), 1, "it was sent before the store went away");
    house.wait(2 * LEASE.as_secs());
    assert_eq!(outcomes(deliverer.round(&house.ctx, &mailer, &|| false).unwrap()), []);
    assert_eq!(round(&house, &mailer), []);
    assert!(mailer.take().is_empty());
}

#[test]
fn whoever_is_told_to_stop_gives_back_what_was_leased() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    for _ in 0..3 {
        queue(&house, code());
    }
    let sent = Cell::new(0);
    let stop = || sent.replace(sent.get() + 1) > 0;
    let outcomes = outcomes(Deliverer::default().round(&house.ctx, &mailer, &stop).unwrap());
    assert_eq!(outcomes, [Settled::Sent, Settled::Untried, Settled::Untried]);
    assert_eq!(round(&house, &mailer), [Settled::Sent, Settled::Sent], "somebody else sends them at once");
}

#[test]
fn a_lease_that_would_not_last_is_given_back() {
    let (house, mailer) = (House::new(), RecordedMailer::default());
    for _ in 0..4 {
        queue(&house, MailContent::AddressInUse);
    }
    let slow = || house.wait(30);
    let outcomes = round(&house, &Meanwhile(&mailer, &slow));
    assert_eq!(outcomes, [Settled::Sent, Settled::Sent, Settled::Sent, Settled::Untried]);
}

#[test]
fn a_store_that_cannot_be_reached_is_an_error_and_no_mail() {
    let mut ctx = House::new().ctx.clone();
    ctx.store = Arc::new(Unreachable);
    let mailer = RecordedMailer::default();
    assert!(Deliverer::default().round(&ctx, &mailer, &|| false).is_err());
    assert!(mailer.take().is_empty());
}
