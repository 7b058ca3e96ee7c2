use super::*;

fn typed(line: &str) -> Result<Typed, Exit> {
    read(line.split(' ').map(OsString::from))
}

fn command(line: &str) -> Command {
    match typed(line) {
        Ok(Typed::Command(cli)) => cli.command.unwrap(),
        other => panic!("{line}: {other:?}"),
    }
}

fn refused(line: &str) -> String {
    let exit = typed(line).map(|_| line.to_owned()).unwrap_err();
    assert_eq!(exit.status(), 2, "{line}");
    let sentence = exit.to_string();
    let end = ": `parlor --help` and `parlor account --help` say what can be given.";
    sentence.strip_suffix(end).unwrap_or_else(|| panic!("{sentence}")).to_owned()
}

#[test]
fn without_a_command_there_is_none_and_the_file_may_be_named() {
    let Ok(Typed::Command(cli)) = typed("parlor --config p.toml") else { panic!("not read") };
    assert!(cli.command.is_none());
    assert_eq!(cli.config, Some("p.toml".into()));
    let Ok(Typed::Command(cli)) = typed("parlor serve --config p.toml") else { panic!("not read") };
    assert!(matches!(cli.command, Some(Command::Serve)));
    assert_eq!(cli.config, Some("p.toml".into()));
    assert!(matches!(command("parlor migrate"), Command::Migrate));
}

#[test]
fn an_account_is_made_by_email_or_username_or_both() {
    let create = |names: &str| {
        let line = format!("parlor account create {names} --password-stdin");
        match command(&line) {
            Command::Account(AccountCommand::Create(create)) => create,
            other => panic!("{other:?}"),
        }
    };
    let both = create("--email ann@example.com --username ann --admin");
    assert!(both.email.is_some() && both.username.is_some() && both.admin);
    let one = create("--email ann@example.com");
    assert!(one.email.is_some() && one.username.is_none() && !one.admin);
    assert!(create("--username ann").email.is_none());
}

#[test]
fn an_account_is_found_by_its_username_or_its_email() {
    let key = |line: &str| match command(line) {
        Command::Account(AccountCommand::Show(whom)) => whom.login().key().as_str().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(key("parlor account show --username Ann"), "ann");
    assert_eq!(key("parlor account show --email Ann@Example.com"), "ann@example.com");
    assert_eq!(key("parlor account show --username Ann@Example.com"), "ann@example.com");
}

#[test]
fn rights_are_given_and_with_off_taken_away() {
    for (line, is_off) in [("", false), (" --off", true)] {
        match command(&format!("parlor account set-admin --username ann{line}")) {
            Command::Account(AccountCommand::SetAdmin(args)) => assert_eq!(args.off, is_off),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_cannot_be_read_is_refused_in_one_sentence() {
    let sentences = [
        "parlor serv",
        "parlor serve --port 5",
        "parlor account",
        "parlor account create --password-stdin",
        "parlor account create --email ann@example.com",
        "parlor account create --email ann --password-stdin",
        "parlor account create --username a@b --password-stdin",
        "parlor account set-password --username ann",
        "parlor account show",
        "parlor account show --username ann --email ann@example.com",
        "parlor account show --usernme ann",
        "parlor account unlock --email nobody",
        "parlor key",
        "parlor key rotate",
        "parlor secret",
        "parlor secret reset --accept",
    ]
    .map(refused);
    insta::assert_snapshot!(sentences.join("\n"), @r"
    unrecognized subcommand 'serv'; tip: some similar subcommands exist: 'secret', 'serve'
    unexpected argument '--port' found
    'parlor account' requires a subcommand but one was not provided [subcommands: create, set-password, show, unlock, deactivate, activate, set-admin, end-sessions, reset-factors, delete, help]
    the following required arguments were not provided: <--email <EMAIL>|--username <USERNAME>>
    the following required arguments were not provided: --password-stdin
    invalid value 'ann' for '--email <EMAIL>': not an email address
    invalid value 'a@b' for '--username <USERNAME>': characters that are not allowed
    the following required arguments were not provided: --password-stdin
    the following required arguments were not provided: <--username <USERNAME>|--email <EMAIL>>
    the argument '--username <USERNAME>' cannot be used with '--email <EMAIL>'
    unexpected argument '--usernme' found; tip: a similar argument exists: '--username'
    invalid value 'nobody' for '--email <EMAIL>': not an email address
    'parlor key' requires a subcommand but one was not provided [subcommands: create, list, revoke, rotate-signing, help]
    unrecognized subcommand 'rotate'; tip: a similar subcommand exists: 'rotate-signing'
    'parlor secret' requires a subcommand but one was not provided [subcommands: rotate, reset, help]
    unexpected argument '--accept' found; tip: a similar argument exists: '--i-accept'
    ");
}

#[test]
fn help_and_version_are_texts_to_print_and_help_lists_the_settings() {
    for line in ["parlor --version", "parlor -h", "parlor help account", "parlor account create --help"] {
        assert!(matches!(typed(line), Ok(Typed::Text(_))), "{line}");
    }
    let Ok(Typed::Text(help)) = typed("parlor --help") else { panic!("no help") };
    assert!(help.contains("PARLOR_TOKENS__ACCESS_TTL [default: 50m]"), "{help}");
}

#[test]
fn the_command_line_is_put_together_soundly() {
    Cli::command().debug_assert();
}
