//! Signing up, signing in, staying signed in, and the life of an account: each a function over a
//! [`Context`] of ports, and the only place that knows the order of its checks.
//!
//! Must not know HTTP, SQL, or how a password is hashed and a token signed.
//!
//! # To add a use case
//!
//! 1. Give it a file: the command, the outcome, one error enum that lists every refusal, the function.
//! 2. Mark the error enum with [`Refusal`], so that `?` carries it; each dialect then has to word it.
//! 3. What it needs from outside that no port offers yet becomes a method of the smallest port that fits
//!    in [`ports`], and a case in the test kit's conformance suite, which every implementation runs.
//! 4. Test it in `tests/`, over the ports in memory with a clock that stands still.

mod administer;
mod authenticate;
mod authority;
mod begin_sign_up;
mod change;
mod change_password;
mod codes;
mod complete_sign_up;
mod confirm;
mod context;
mod credential;
mod email_change;
mod ending;
mod export;
mod first_password;
mod introspect;
pub mod keys;
mod kinds;
mod leaving;
mod named;
mod opening;
pub mod operator;
pub mod outbox;
mod oversight;
mod pin;
pub mod ports;
mod profile;
mod proof;
mod proving;
mod recognition;
mod recovery;
mod refresh;
mod renew_single;
mod service_keys;
mod sessions;
mod setup;
mod sign_in;
mod sign_in_as_administrator;
mod sign_in_by_code;
mod sign_in_telling;
mod sign_in_with_code;
mod sign_out;
mod sign_up;
mod sign_up_by_code;
mod step_up;
mod sweep;
mod tokens;
mod verify_token;
mod wish_email;

pub use administer::{AccountPage, ForAccountError, account_for, accounts_for};
pub use authenticate::{Caller, authenticate, authorize};
pub use authority::{Administrator, Authority, Stale, administrator};
pub use begin_sign_up::{BeginSignUp, BeginSignUpError, TakenNames, begin_sign_up, taken_names};
pub use change::Change;
pub use change_password::{ChangePassword, ChangePasswordError, change_password};
pub use codes::{
    Asker, CodeError, OwnCodeError, OwnPurpose, RequestCode, TooSoon, request_code, request_own_code,
    request_sign_in_code, verify_own_email,
};
pub use complete_sign_up::{CompleteSignUpError, complete_sign_up};
pub use confirm::{ConfirmEmail, ConfirmError, Confirmed, confirm_email};
pub use context::{Context, Policy};
pub use credential::Credential;
pub use email_change::{EmailChangeError, RequestEmailChange, request_email_change, verify_email_change};
pub use export::export_part;
pub use first_password::{FirstPassword, FirstPasswordError, set_first_password};
pub use introspect::{Introspected, TokenKind, introspect};
pub use kinds::{Cookie, Granted, Kind, Pair, Single, SingleToken, TokenTriple, Triple};
pub use leaving::{LeaveAccount, deactivate_account, delete_account};
pub use named::account_named;
pub use opening::Origin;
pub use oversight::{AccountsAfter, Paged, list_failed_mails, read_audit_log, search_accounts, statistics};
pub use parlor_domain::{Failure, Refusal, Unexpected};
pub use pin::{PinError, SetPin, SetPinError, reset_pin, set_pin, verify_pin};
pub use profile::{
    ChangeProfile, EmailProblem, ProfileError, ProfileFaults, UsernameProblem, change_profile,
    change_profile_of, profile_faults,
};
pub use proof::Unproven;
pub use recognition::Recognition;
pub use recovery::{RecoverError, RecoverPassword, RecoveryCode, check_recovery, recover_password};
pub use refresh::{Presented, RefreshError, present, refresh, rotate_together};
pub use renew_single::renew_single;
pub use service_keys::{
    CreateServiceKey, RevokeError, create_service_key, list_service_keys, revoke_service_key,
};
pub use sessions::{
    DevicesAfter, EndSessionError, EndSessions, end_session, end_sessions, list_devices, live_sessions,
    show_device,
};
pub use setup::{CompleteSetup, SetupError, complete_setup, offer_setup};
pub use sign_in::{EmailProof, SignIn, SignInError, SignedIn, sign_in};
pub use sign_in_as_administrator::{AdministratorSignInError, sign_in_as_administrator};
pub use sign_in_by_code::{SignInByCode, check_sign_in_code, sign_in_by_code};
pub use sign_in_telling::{TellingSignInError, sign_in_telling};
pub use sign_in_with_code::{SignInWithCode, sign_in_with_code};
pub use sign_out::{SignOutError, sign_out};
pub use sign_up::{SignUp, SignUpError, Taken, sign_up, sign_up_faults};
pub use sign_up_by_code::{SignUpByCode, SignUpByCodeError, sign_up_by_code};
pub use step_up::{StepUp, StepUpError, step_up};
pub use sweep::sweep;
pub use tokens::{AccessClaims, RefreshClaims, TokenPair};
pub use verify_token::{VerifyTokenError, verify_token};
pub use wish_email::{WishEmail, WishEmailError, wish_email};
