//! Use cases that change the same rows at once: both take the account's row first, so that none waits for
//! what the other has while that one waits for it.

use std::convert::Infallible;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use parlor_auth::{
    Context, Credential, EmailProof, EndSessions, Origin, Pair, Recognition, SignIn, SignUp, authenticate,
    end_sessions, sign_in, sign_up,
};
use parlor_domain::{
    About, ClientAddress, EmailAddress, Identifiers, KnownClient, Lifetime, Login, Password, PersonNames,
    Strictness,
};
use parlor_testkit::MemoryContext;

use crate::support;

const ANN: &str = "ann@example.com";

fn password() -> Password {
    Password::given("correct horse battery".to_owned())
}

#[test]
fn to_sign_out_everywhere_waits_its_turn_behind_a_sign_in_that_remembers_its_clients_one_by_one() {
    for fresh in support::both() {
        let ctx = Context { store: Arc::new(fresh.open_quietly()), ..MemoryContext::new().ctx };
        let address = ClientAddress::Known(std::net::IpAddr::from([192, 0, 2, 1]).into());
        let chosen = ctx.policy.passwords.choose(password(), Strictness::Full, &About::default()).unwrap();
        let identifiers = Identifiers::of_email(EmailAddress::parse(ANN).unwrap());
        let names = PersonNames::default();
        let id = sign_up(
            &ctx,
            SignUp { identifiers, names, locale: None, accepts_terms: false, password: chosen, address },
        )
        .unwrap()
        .id;
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
