use std::ffi::OsString;

use parlor_domain::{AuditKind, EndReason};
use parlor_testkit::MemoryContext;

use super::*;
use crate::cli::{self, Command, Typed};

const PASSWORD: &str = "a quiet evening by the sea\n";

/// Types `parlor account …`; the answer is what is printed.
fn types(parts: &MemoryContext, line: &str, mut input: &[u8]) -> Result<String, Exit> {
    let words = ["parlor", "account"].into_iter().chain(line.split(' ')).map(OsString::from);
    let Typed::Command(cli) = cli::read(words)? else { panic!("{line} only asks for a text") };
    let Some(Command::Account(command)) = cli.command else { panic!("{line} is another command") };
    let mut output = Vec::new();
    let outcome = run(&parts.ctx, command, &mut input, &mut output);
    let output = String::from_utf8(output).unwrap();
    assert!(outcome.is_ok() || output.is_empty(), "a refusal prints nothing: {output}");
    outcome.map(|()| output)
}

fn refused(parts: &MemoryContext, line: &str, input: &str) -> (u8, String) {
    let exit = types(parts, line, input.as_bytes()).unwrap_err();
    (exit.status(), exit.to_string())
}

/// A context with the account `ann`, whose making is forgotten.
fn with_ann() -> MemoryContext {
    let parts = MemoryContext::new();
    let made = "create --email ann@example.com --username ann --password-stdin";
    types(&parts, made, PASSWORD.as_bytes()).unwrap();
    parts.effects.take();
    parts
}

fn stored_password(parts: &MemoryContext) -> String {
    let found = operator::show(&parts.ctx, &parlor_domain::Login::parse("ann")).unwrap();
    found.account.password.unwrap().as_str().to_owned()
}

#[test]
fn create_prints_the_id_alone_and_show_what_came_of_it() {
    let parts = MemoryContext::new();
    let made = types(&parts, "create --email Ann@example.com --admin --password-stdin", PASSWORD.as_bytes());
    assert_eq!(made.unwrap(), "1\n");
    assert_eq!(parts.effects.take_kinds(), [AuditKind::SignedUp, AuditKind::AdminGranted]);
    insta::assert_snapshot!(types(&parts, "show --email ann@example.com", b"").unwrap(), @r"
    id: 1
    username: Ann@example.com
    email: Ann@example.com
    email verified: 2030-01-01T00:00:00Z
    state: active
    admin: yes
    created: 2030-01-01T00:00:00Z
    live sessions: 0
    locked until: no
    ");

    let made = types(&parts, "create --username bob --password-stdin", PASSWORD.as_bytes());
    assert_eq!(made.unwrap(), "2\n");
    insta::assert_snapshot!(types(&parts, "show --username Bob", b"").unwrap(), @r"
    id: 2
    username: bob
    email: (none)
    email verified: no
    state: active
    admin: no
    created: 2030-01-01T00:00:00Z
    live sessions: 0
    locked until: no
    ");
}

#[test]
fn show_never_tells_the_hash() {
    let parts = with_ann();
    let shown = types(&parts, "show --username ann", b"").unwrap();
    assert!(stored_password(&parts).contains("quiet") && !shown.contains("quiet"), "{shown}");
}

#[test]
fn an_account_that_cannot_be_made_is_refused_in_a_sentence() {
    let parts = with_ann();
    let sentences = [
        ("create --email ANN@example.com --password-stdin", PASSWORD),
        ("create --email bob@example.com --username Ann --password-stdin", PASSWORD),
        ("create --email bob@example.com --username eve@example.com --password-stdin", PASSWORD),
        ("create --username bob --password-stdin", "sevenn7\n"),
        ("create --username bob --password-stdin", "\n"),
    ]
    .map(|(line, input)| {
        let (status, sentence) = refused(&parts, line, input);
        format!("{status} {sentence}")
    });
    assert_eq!(parts.effects.take_kinds(), []);
    insta::assert_snapshot!(sentences.join("\n"), @r"
    1 an account with this email is there already: give another --email, or look at it with `parlor account show`.
    1 an account with this username is there already: give another --username, or look at it with `parlor account show`.
    2 a username that is an email address must be the account's own: give the same --email, or another --username.
    1 this password cannot be used: it needs at least 8 characters; give another.
    2 no password came on standard input: give it as one line.
    ");
}

#[test]
fn s6_the_full_rules_hold_for_a_password_from_the_command_line() {
    let parts = with_ann();
    let names = "create --email marianne@example.com --username nightrider --password-stdin";
    let weak = ["nightrider\n", "Marianne1\n", "parlor12\n", "8471920375\n"];
    for password in weak {
        assert_eq!(refused(&parts, names, password).0, 1, "{password}");
    }
    types(&parts, names, PASSWORD.as_bytes()).unwrap();
    for password in weak {
        let set = "set-password --username nightrider --password-stdin";
        assert_eq!(refused(&parts, set, password).0, 1, "{password}");
    }
}

#[test]
fn a_password_is_set_by_either_name() {
    let parts = with_ann();
    for (name, password) in
        [("--username ann", "first new one"), ("--email ann@example.com", "second new one")]
    {
        let line = format!("set-password {name} --password-stdin");
        assert_eq!(types(&parts, &line, password.as_bytes()).unwrap(), "");
        assert_eq!(parts.effects.take_kinds(), [AuditKind::PasswordSet]);
        assert!(stored_password(&parts).ends_with(password));
    }
}

#[test]
fn each_command_does_what_it_says_and_prints_nothing() {
    let parts = with_ann();
    for (line, kind, shown) in [
        ("deactivate", AuditKind::Deactivated, "state: deactivated\n"),
        ("activate", AuditKind::Activated, "state: active\n"),
        ("set-admin", AuditKind::AdminGranted, "admin: yes\n"),
        ("set-admin --off", AuditKind::AdminRevoked, "admin: no\n"),
        ("unlock", AuditKind::Unlocked, "locked until: no\n"),
    ] {
        assert_eq!(types(&parts, &format!("{line} --username ann"), b"").unwrap(), "");
        assert_eq!(parts.effects.take_kinds(), [kind], "{line}");
        let report = types(&parts, "show --username ann", b"").unwrap();
        assert!(report.contains(shown), "{line}: {report}");
    }
}

#[test]
fn a_locked_account_is_shown_as_locked_until_it_is_unlocked() {
    let parts = with_ann();
    sign_in(&parts, "wrong", 5);
    let shown = || types(&parts, "show --username ann", b"").unwrap();
    assert!(shown().contains("locked until: 2030-01-01T00:15:00Z\n"), "{}", shown());
    types(&parts, "unlock --username ann", b"").unwrap();
    assert!(shown().contains("locked until: no\n"), "{}", shown());
}

#[test]
fn end_sessions_signs_out_everywhere() {
    let parts = with_ann();
    sign_in(&parts, PASSWORD.trim_end(), 2);
    let shown = || types(&parts, "show --username ann", b"").unwrap();
    assert!(shown().contains("live sessions: 2\n"), "{}", shown());
    parts.effects.take();
    types(&parts, "end-sessions --email ann@example.com", b"").unwrap();
    assert!(shown().contains("live sessions: 0\n"), "{}", shown());
    assert_eq!(parts.effects.take_kinds(), [AuditKind::SessionEnded(EndReason::Operator); 2]);
}

#[test]
fn a_name_that_nobody_has_is_a_failure() {
    let parts = with_ann();
    for command in ["show", "unlock", "deactivate", "activate", "set-admin", "end-sessions"] {
        let (status, sentence) = refused(&parts, &format!("{command} --username bob"), "");
        assert!(status == 1 && sentence.starts_with("no account is called \"bob\":"), "{sentence}");
    }
    let set = "set-password --email bob@example.com --password-stdin";
    assert_eq!(refused(&parts, set, PASSWORD).0, 1);
}

fn sign_in(parts: &MemoryContext, password: &str, times: usize) {
    for _ in 0..times {
        let command = parlor_auth::SignIn {
            login: parlor_domain::Login::parse("ann"),
            password: parlor_domain::Password::given(password.to_owned()),
            email: parlor_auth::EmailProof::AsConfigured,
            origin: parlor_auth::Origin::of_contract(parlor_domain::ClientAddress::Unknown),
        };
        parlor_auth::sign_in(&parts.ctx, command).ok();
    }
}
