//! Ports that do something out of the ordinary at one moment.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use parlor_auth::Unexpected;
use parlor_auth::ports::{
    AccountsMut, Checked, Codes, Deliveries, Flows, Keys, KnownClientsMut, LockoutsMut, Outbox, Passwords,
    PinsMut, ROOT_TAKEN, Reader, Renewals, SealedKey, ServiceKeysMut, SessionsMut, SetupLinks, SignUpCodes,
    Store, Work,
};
use parlor_domain::ports::Journal;
use parlor_domain::{Password, PasswordHash, StoreError};
use parlor_testkit::{MemoryStore, PlainPasswords};

/// Lets something happen while the first password is compared.
pub struct Meanwhile {
    inner: Arc<PlainPasswords>,
    happens: Mutex<Option<Box<dyn FnOnce() + Send>>>,
}

impl Meanwhile {
    pub fn new(inner: &Arc<PlainPasswords>, happens: impl FnOnce() + Send + 'static) -> Arc<Self> {
        Arc::new(Self { inner: inner.clone(), happens: Mutex::new(Some(Box::new(happens))) })
    }
}

impl Passwords for Meanwhile {
    fn hash(&self, password: &Password) -> Result<PasswordHash, Unexpected> {
        self.inner.hash(password)
    }

    fn check(&self, password: &Password, stored: Option<&PasswordHash>) -> Checked {
        let checked = self.inner.check(password, stored);
        let happens = self.happens.lock().unwrap().take();
        if let Some(happens) = happens {
            happens();
        }
        checked
    }
}

/// Answers none of the comparisons before all of them are under way.
pub struct AllTogether {
    inner: Arc<PlainPasswords>,
    barrier: Barrier,
}

impl AllTogether {
    pub fn new(inner: &Arc<PlainPasswords>, tries: usize) -> Arc<Self> {
        Arc::new(Self { inner: inner.clone(), barrier: Barrier::new(tries) })
    }
}

impl Passwords for AllTogether {
    fn hash(&self, password: &Password) -> Result<PasswordHash, Unexpected> {
        self.inner.hash(password)
    }

    fn check(&self, password: &Password, stored: Option<&PasswordHash>) -> Checked {
        self.barrier.wait();
        self.inner.check(password, stored)
    }
}

/// A store that cannot be reached.
pub struct Unreachable;

impl Store for Unreachable {
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError> {
        Err(StoreError::Unavailable("no connection".into()))
    }

    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError> {
        Err(StoreError::Unavailable("no connection".into()))
    }

    fn renew(&self) -> Result<Box<dyn Renewals + '_>, StoreError> {
        Err(StoreError::Unavailable("no connection".into()))
    }
}

/// A store that goes away after so many units of work.
pub struct LeavesAfter {
    store: Arc<MemoryStore>,
    left: AtomicUsize,
}

impl LeavesAfter {
    pub fn writes(store: &Arc<MemoryStore>, left: usize) -> Self {
        Self { store: Arc::clone(store), left: AtomicUsize::new(left) }
    }
}

impl Store for LeavesAfter {
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError> {
        self.store.read()
    }

    fn renew(&self) -> Result<Box<dyn Renewals + '_>, StoreError> {
        self.store.renew()
    }

    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError> {
        let left = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map_err(|_| StoreError::Unavailable("gone".into()))?;
        self.store.write()
    }
}

type Once<S> = Mutex<Option<Box<dyn FnOnce(&S) + Send>>>;

/// A store on which another instance makes the first keys between the look for them and the making.
pub struct Outrun<S> {
    store: S,
    instance: Once<S>,
}

impl<S> Outrun<S> {
    pub fn by(store: S, instance: impl FnOnce(&S) + Send + 'static) -> Self {
        Self { store, instance: Mutex::new(Some(Box::new(instance))) }
    }
}

impl<S: Store> Store for Outrun<S> {
    fn read(&self) -> Result<Box<dyn Reader + '_>, StoreError> {
        self.store.read()
    }

    fn write(&self) -> Result<Box<dyn Work + '_>, StoreError> {
        let Some(instance) = self.instance.lock().unwrap().take() else { return self.store.write() };
        instance(&self.store);
        Ok(Box::new(TooLate(self.store.write()?)))
    }

    fn renew(&self) -> Result<Box<dyn Renewals + '_>, StoreError> {
        self.store.renew()
    }
}

/// Work that began before the other instance committed, and so does not see its root secret.
struct TooLate<'s>(Box<dyn Work + 's>);

impl Keys for TooLate<'_> {
    fn lock_root(&mut self) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    fn set_root(&mut self, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Conflict { constraint: ROOT_TAKEN })
    }

    fn replace_root(&mut self, check: &str) -> Result<(), StoreError> {
        self.0.keys().replace_root(check)
    }

    fn all(&mut self) -> Result<Vec<SealedKey>, StoreError> {
        Ok(Vec::new())
    }

    fn add(&mut self, key: &SealedKey) -> Result<(), StoreError> {
        self.0.keys().add(key)
    }

    fn reseal(&mut self, name: &str, sealed: &[u8]) -> Result<(), StoreError> {
        self.0.keys().reseal(name, sealed)
    }

    fn remove(&mut self, name: &str) -> Result<(), StoreError> {
        self.0.keys().remove(name)
    }
}

impl Work for TooLate<'_> {
    fn accounts(&mut self) -> &mut dyn AccountsMut {
        self.0.accounts()
    }

    fn sessions(&mut self) -> &mut dyn SessionsMut {
        self.0.sessions()
    }

    fn lockouts(&mut self) -> &mut dyn LockoutsMut {
        self.0.lockouts()
    }

    fn known_clients(&mut self) -> &mut dyn KnownClientsMut {
        self.0.known_clients()
    }

    fn setup(&mut self) -> &mut dyn SetupLinks {
        self.0.setup()
    }
    fn codes(&mut self) -> &mut dyn Codes {
        self.0.codes()
    }
    fn sign_up_codes(&mut self) -> &mut dyn SignUpCodes {
        self.0.sign_up_codes()
    }

    fn flows(&mut self) -> &mut dyn Flows {
        self.0.flows()
    }
    fn pins(&mut self) -> &mut dyn PinsMut {
        self.0.pins()
    }
    fn service_keys(&mut self) -> &mut dyn ServiceKeysMut {
        self.0.service_keys()
    }
    fn keys(&mut self) -> &mut dyn Keys {
        self
    }

    fn outbox(&mut self) -> &mut dyn Outbox {
        self.0.outbox()
    }

    fn deliveries(&mut self) -> &mut dyn Deliveries {
        self.0.deliveries()
    }

    fn journal(&mut self) -> &mut dyn Journal {
        self.0.journal()
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.0.commit()
    }
}
