//! Changes what an account is known by.

use parlor_domain::{
    Account, AccountId, Actor, AppData, AuditEvent, AuditKind, ClientAddress, InvalidUsername, JsonText,
    Login, PersonName, PersonNames, RequestedUsername, Revision, StoreError, Username,
};

use crate::ports::{USERNAME_TAKEN, Work};
use crate::{Caller, Change, Context, Failure, Refusal};

/// What is to change.
#[derive(Debug)]
pub struct ChangeProfile {
    /// The name to sign in with.
    pub username: Change<RequestedUsername>,
    /// Whether no email is wanted. Another one is asked for by [`crate::request_email_change`].
    pub removes_email: bool,
    /// The first name.
    pub first_name: Change<PersonName>,
    /// The last name.
    pub last_name: Change<PersonName>,
    /// What an app shows to everybody.
    pub public_data: Change<JsonText>,
    /// What an app shows to the owner.
    pub private_data: Change<JsonText>,
    /// The revisions that the change was thought out on: any other refuses it. With none, any will do.
    pub on: Vec<Revision>,
    /// Where the request came from.
    pub address: ClientAddress,
}

impl ChangeProfile {
    /// A change of nothing, to which to add.
    #[must_use]
    pub fn of_nothing(address: ClientAddress) -> Self {
        Self {
            username: Change::Keep,
            removes_email: false,
            first_name: Change::Keep,
            last_name: Change::Keep,
            public_data: Change::Keep,
            private_data: Change::Keep,
            on: Vec::new(),
            address,
        }
    }
}

/// Why nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileError {
    /// The account has changed since the revision that was named.
    Outdated,
    /// At least one field was refused.
    Fields(ProfileFaults),
}

/// What was refused, for each field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProfileFaults {
    /// What is wrong with the name.
    pub username: Option<UsernameProblem>,
    /// What is wrong with the email.
    pub email: Option<EmailProblem>,
}

/// Why a name cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsernameProblem {
    /// It is an address, and not the account's own.
    Invalid(InvalidUsername),
    /// It belongs to another account.
    Taken,
    /// Without it, nothing would be left to sign in with.
    CannotRemove,
}

/// Why an email cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailProblem {
    /// There is one, and it is not taken away.
    CannotRemove,
}

impl Refusal for ProfileError {}

impl ProfileError {
    /// The fields that were refused, for a change that names no revision: only one that does is told that it is
    /// outdated.
    #[must_use]
    pub fn faults(self) -> ProfileFaults {
        match self {
            Self::Fields(faults) => faults,
            Self::Outdated => ProfileFaults::default(),
        }
    }
}

/// Changes the caller's account; what equals the present is no change.
///
/// # Errors
/// [`ProfileError`], with every field that was refused.
pub fn change_profile(
    ctx: &Context,
    caller: Caller,
    command: ChangeProfile,
) -> Result<Account, Failure<ProfileError>> {
    change_profile_of(ctx, &caller, &caller.account, command)
}

/// Changes an account that the caller may see, by [`crate::account_for`].
///
/// # Errors
/// [`ProfileError`], with every field that was refused.
pub fn change_profile_of(
    ctx: &Context,
    caller: &Caller,
    account: &Account,
    command: ChangeProfile,
) -> Result<Account, Failure<ProfileError>> {
    let refused = faults_of(ctx, account, &command)?;
    if refused != ProfileFaults::default() {
        return Err(ProfileError::Fields(refused).into());
    }
    let now = ctx.clock.now();
    let mut work = ctx.store.write()?;
    // Under its lock, so that of two changes made at once neither undoes what the other did.
    let account = work.accounts().lock(account.id)?.and_then(Account::active);
    let account = account.ok_or(Failure::Unauthenticated)?;
    if !command.on.is_empty() && !command.on.contains(&account.revision) {
        return Err(ProfileError::Outdated.into());
    }

    let username = match command.username {
        Change::Keep => account.username().cloned(),
        Change::Remove => None,
        Change::To(requested) => {
            Some(requested.for_account(account.email()).map_err(|invalid| of_username(invalid.into()))?)
        }
    };
    let names = PersonNames {
        first: command.first_name.apply(account.names.first.clone()),
        last: command.last_name.apply(account.names.last.clone()),
    };
    let data = changed_data(work.as_mut(), account.id, command.public_data, command.private_data)?;
    let is_renamed = username.as_ref() != account.username();
    if data.is_none() && !is_renamed && names == account.names {
        return Ok(account);
    }
    let identifiers = account.identifiers.clone().renamed(username.clone());
    let identifiers = identifiers.ok_or(of_username(UsernameProblem::CannotRemove))?;

    let revision = work.accounts().set_profile(account.id, username.as_ref(), &names).map_err(conflict)?;
    if let Some(data) = data {
        work.accounts().set_app_data(account.id, &data)?;
    }
    if is_renamed {
        let event = AuditEvent {
            kind: AuditKind::Renamed,
            actor: Actor::Account(caller.account.id, command.address),
            account: Some(account.id),
            session: Some(caller.session.id),
        };
        work.journal().record(event, now);
    }
    work.commit()?;
    Ok(Account { identifiers, names, revision, ..account })
}

/// What stands in the way of a change, for each field, without making it. Whether a name is taken may be
/// out of date by the time it is asked for; only [`change_profile`] decides.
///
/// # Errors
/// [`StoreError`].
pub fn profile_faults(
    ctx: &Context,
    caller: &Caller,
    command: &ChangeProfile,
) -> Result<ProfileFaults, StoreError> {
    faults_of(ctx, &caller.account, command)
}

fn faults_of(ctx: &Context, account: &Account, command: &ChangeProfile) -> Result<ProfileFaults, StoreError> {
    let username = match &command.username {
        Change::Keep => None,
        Change::Remove => account.email().is_none().then_some(UsernameProblem::CannotRemove),
        Change::To(requested) => match requested.clone().for_account(account.email()) {
            Err(invalid) => Some(UsernameProblem::Invalid(invalid)),
            Ok(name) if account.username().map(Username::key) == Some(name.key()) => None,
            Ok(name) => {
                let holder = ctx.store.read()?.accounts().by_login(&Login::from(&name))?;
                holder.is_some_and(|holder| holder.id != account.id).then_some(UsernameProblem::Taken)
            }
        },
    };
    let is_taken_away = command.removes_email && account.email().is_some();
    let email = is_taken_away.then_some(EmailProblem::CannotRemove);
    Ok(ProfileFaults { username, email })
}

/// What an app is to keep beside the account, if that is anything else than now.
fn changed_data(
    work: &mut dyn Work,
    account: AccountId,
    public: Change<JsonText>,
    private: Change<JsonText>,
) -> Result<Option<AppData>, StoreError> {
    if public.is_keep() && private.is_keep() {
        return Ok(None);
    }
    let present = work.accounts().app_data(account)?;
    let wanted = AppData {
        public: public.apply(present.public.clone()),
        private: private.apply(present.private.clone()),
    };
    Ok((wanted != present).then_some(wanted))
}

impl From<InvalidUsername> for UsernameProblem {
    fn from(invalid: InvalidUsername) -> Self {
        Self::Invalid(invalid)
    }
}

fn of_username(problem: UsernameProblem) -> Failure<ProfileError> {
    ProfileError::Fields(ProfileFaults { username: Some(problem), email: None }).into()
}

fn conflict(error: StoreError) -> Failure<ProfileError> {
    match error {
        StoreError::Conflict { constraint: USERNAME_TAKEN } => of_username(UsernameProblem::Taken),
        other => other.into(),
    }
}
