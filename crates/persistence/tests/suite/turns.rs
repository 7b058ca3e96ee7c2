//! Use cases that change the same rows at once: both take the account's row first, so that none waits for
//! what the other has while that one waits for it.

use std::convert::Infallible;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use parlor_auth::{
    Caller, Context, Credential, EmailProof, EndSessions, Origin, Pair, Recognition, SignIn, SignUp,
    SignedIn, authenticate, end_sessions, refresh, rotate_together, sign_in, sign_up,
};
use parlor_domain::{
    About, ClientAddress, EmailAddress, Generation, Identifiers, KnownClient, Lifetime, Login, Password,
    Session, Strictness,
};
use parlor_testkit::MemoryContext;

use crate::support;

const ANN: &str = "ann@example.com";

/// Ann's first session, on a database.
struct House {
    ctx: Context,
    address: ClientAddress,
    opened: SignedIn,
    caller: Caller,
}

impl House {
    fn on(fresh: &support::Fresh) -> Self {
        let ctx = Context { store: Arc::new(fresh.open_quietly()), ..MemoryContext::new().ctx };
        let address = ClientAddress::Known(std::net::IpAddr::from([192, 0, 2, 1]).into());
        let password = || Password::given("correct horse battery".to_owned());
        let chosen = ctx.policy.passwords.choose(password(), Strictness::Full, &About::default()).unwrap();
        let identifiers = Identifiers::of_email(EmailAddress::parse(ANN).unwrap());
        sign_up(&ctx, SignUp::of(identifiers, chosen, address)).unwrap();
        let recognition = Recognition::ByToken(None);
        let origin = Origin { address, agent: None, recognition, lifetime: Lifetime::Native, kind: Pair };
        let command = SignIn {
            login: Login::parse(ANN),
            password: password(),
            email: EmailProof::AsConfigured,
            origin,
        };
        let opened = sign_in(&ctx, command).unwrap();
        let caller = authenticate::<Infallible>(&ctx, &Credential::shown(&opened.tokens.access)).unwrap();
        Self { ctx, address, opened, caller }
    }
}

/// On SQLite nobody keeps a row.
#[test]
fn a_session_that_somebody_keeps_is_not_waited_for_and_renewed_by_itself_later() {
    let fresh = support::postgres();
    let House { ctx, address, opened, caller } = House::on(&fresh);
    let next = Session { generation: Generation(2), ..caller.session };
    let rotate = || rotate_together(&ctx, std::slice::from_ref(&next)).unwrap();
    assert_eq!(fresh.while_kept("sessions", rotate), [false]);
    refresh(&ctx, &opened.tokens.refresh, address).unwrap();
    assert_eq!(rotate(), [false], "it was renewed meanwhile");
}

#[test]
fn to_sign_out_everywhere_waits_its_turn_behind_a_sign_in_that_remembers_its_clients_one_by_one() {
    for fresh in support::both() {
        let House { ctx, address, opened, caller } = House::on(&fresh);
        let id = caller.account.id;
        let device = KnownClient::Device(opened.device.unwrap());
        let home = KnownClient::Address(address.network().unwrap());

        let (started, starts) = mpsc::channel();
        thread::scope(|scope| {
            let mut work = ctx.store.write().unwrap();
            work.accounts().lock(id).unwrap();
            work.known_clients().remember(id, device, ctx.clock.now(), 10).unwrap();
            let (ctx, caller) = (&ctx, &caller);
            let other = scope.spawn(move || {
                started.send(()).unwrap();
                end_sessions(ctx, caller, EndSessions::All, address).unwrap()
            });
            starts.recv().unwrap();
            // Long enough for the other to forget the address and to wait for the device, if nothing kept it.
            thread::sleep(Duration::from_millis(100));
            work.known_clients().remember(id, home, ctx.clock.now(), 10).unwrap();
            work.commit().unwrap();
            assert_eq!(other.join().unwrap(), 1);
        });
        let since = caller.account.created_at;
        let mut reader = ctx.store.read().unwrap();
        for client in [device, home] {
            assert!(!reader.known_clients().is_known(id, client, since).unwrap(), "it was forgotten last");
        }
    }
}
