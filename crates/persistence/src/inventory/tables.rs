//! The inventory itself, in the order in which owners are shown it. Whoever adds a table or a column names it here.

use super::Deleted::{ByReference, ByUseCase, Itself, Stays};
use super::Form::{Flag, IsThere, Json, Plain, Sql, Time};
use super::Rows::{Few, Many, One};
use super::Whose::{Columns, Those, Words};
use super::{Column, Deleted, Form, Holds, Rows, Shown, Table, Whose};

/// Rows that belong to accounts.
const fn of_accounts(
    name: &'static str,
    section: &'static str,
    (whose, rows, deleted): (Whose, Rows, Deleted),
    columns: &'static [Column],
) -> Table {
    Table { name, holds: Holds::OfAccounts { section, whose, rows, deleted }, columns }
}

/// Rows that belong to nobody.
const fn nobodys(name: &'static str, what: &'static str, columns: &'static [Column]) -> Table {
    Table { name, holds: Holds::Nobodys(what), columns }
}

/// Shown under its own name.
const fn shows(name: &'static str, form: Form) -> Column {
    Column { name, shown: Shown::As(name, form) }
}

/// Shown under another name.
const fn shows_as(name: &'static str, shown: &'static str, form: Form) -> Column {
    Column { name, shown: Shown::As(shown, form) }
}

const fn hides(name: &'static str, why: &'static str) -> Column {
    Column { name, shown: Shown::Not(why) }
}

/// What the column that refers to the account says.
const fn owner(name: &'static str) -> Column {
    hides(name, "the account's own id")
}

/// A column of what belongs to nobody.
const fn column(name: &'static str) -> Column {
    hides(name, "nobody's")
}

const ACCOUNT: Whose = Columns(&["account_id"]);
const CASCADES: Deleted = ByReference("account_id");

/// Every table.
pub const TABLES: &[Table] = &[
    of_accounts(
        "accounts",
        "account",
        (Columns(&["id"]), One, Itself),
        &[
            shows("id", Plain),
            shows("email", Plain),
            hides("email_key", "the email once more, as it is compared"),
            shows("email_verified_at", Time),
            shows("username", Plain),
            hides("username_key", "the username once more, as it is compared"),
            shows_as("password", "has_password", IsThere),
            shows("state", Plain),
            shows("is_admin", Flag),
            shows("created_at", Time),
            shows("first_name", Plain),
            shows("last_name", Plain),
            shows("revision", Plain),
            shows("locale", Plain),
            shows("terms_accepted_at", Time),
        ],
    ),
    of_accounts(
        "app_data",
        "app_data",
        (ACCOUNT, One, CASCADES),
        &[owner("account_id"), shows("public_data", Json), shows("private_data", Json)],
    ),
    of_accounts(
        "avatars",
        "avatar",
        (ACCOUNT, One, CASCADES),
        &[owner("account_id"), shows("file_name", Plain), shows("changed_at", Time)],
    ),
    of_accounts(
        "wallets",
        "wallet",
        (ACCOUNT, One, CASCADES),
        &[owner("account_id"), shows("balance", Plain)],
    ),
    of_accounts(
        "scores",
        "score",
        (ACCOUNT, One, CASCADES),
        &[owner("account_id"), shows("score", Plain), shows("is_listed", Flag)],
    ),
    nobodys("score_bands", "how many scores lie between two bounds", &[column("lower"), column("count")]),
    nobodys(
        "score_changes",
        "by how much there are more of a score than were counted",
        &[column("id"), column("score"), column("change")],
    ),
    of_accounts(
        "ledger_entries",
        "wallet_entries",
        (ACCOUNT, Many, CASCADES),
        &[
            shows("id", Plain),
            owner("account_id"),
            shows("amount", Plain),
            shows("balance_after", Plain),
            shows("actor", Plain),
            hides("actor_id", "the data of whoever moved the balance"),
            shows("reason", Plain),
            hides("idempotency_key", "what the mover's call was known by"),
            shows("at", Time),
        ],
    ),
    of_accounts(
        "idempotency_keys",
        "repeatable_calls",
        (ACCOUNT, Few, CASCADES),
        &[
            hides("caller", "the account's own id, once more"),
            shows("operation", Plain),
            shows("key", Plain),
            owner("account_id"),
            hides("body", "a digest of what was asked for"),
            hides("outcome", "what was answered, which other tables tell"),
            shows("taken_at", Time),
        ],
    ),
    of_accounts(
        "pins",
        "pin",
        (ACCOUNT, One, CASCADES),
        &[owner("account_id"), shows_as("digest", "is_set", IsThere)],
    ),
    of_accounts(
        "sessions",
        "sessions",
        (ACCOUNT, Many, CASCADES),
        &[
            shows("id", Plain),
            owner("account_id"),
            shows("generation", Plain),
            shows("acknowledged_at", Time),
            hides("rotations", "when it was renewed within the last hour, packed"),
            shows("signed_in_at", Time),
            shows("expires_at", Time),
            shows("ends_at", Time),
            shows("ended_at", Time),
            shows("end_reason", Plain),
            shows("opened_at", Time),
            shows("renewed_at", Time),
            shows("renewed_for", Plain),
            shows("address", Plain),
            shows_as("agent", "user_agent", Plain),
            shows("kind", Plain),
            hides("secret", "a digest of the token or cookie that it is known by"),
        ],
    ),
    of_accounts(
        "known_clients",
        "known_clients",
        (ACCOUNT, Few, CASCADES),
        &[owner("account_id"), shows("client", Plain), shows("last_seen_at", Time)],
    ),
    of_accounts(
        "lockouts",
        "lockouts",
        (Words("login_key", &["account:", "pin:"]), Few, ByUseCase),
        &[
            shows_as("login_key", "of", Plain),
            shows("client", Plain),
            shows("failures", Plain),
            shows("last_failed_at", Time),
            shows("locked_until", Time),
        ],
    ),
    of_accounts(
        "codes",
        "codes",
        (ACCOUNT, Few, CASCADES),
        &[
            hides("id", "a number of no meaning"),
            owner("account_id"),
            shows("purpose", Plain),
            shows("client", Plain),
            hides("digest", "of the code, by a key that is not in the database"),
            shows("sent_to", Plain),
            shows("sent_at", Time),
            shows("expires_at", Time),
        ],
    ),
    // Those of addresses are kept by a digest, whether or not anybody has the address, for a day.
    of_accounts(
        "code_counters",
        "code_counters",
        (Words("subject", &["account:"]), Few, ByUseCase),
        &[
            owner("subject"),
            shows("scope", Plain),
            shows("client", Plain),
            shows("since", Time),
            shows("mails", Plain),
            shows("tries", Plain),
            shows("held_at", Time),
        ],
    ),
    of_accounts(
        "sign_up_codes",
        "code_of_sign_up",
        (ACCOUNT, One, CASCADES),
        &[
            owner("account_id"),
            hides("digest", "of the code, by a key that is not in the database"),
            shows("address", Plain),
            shows("expires_at", Time),
        ],
    ),
    of_accounts(
        "flows",
        "proofs_of_email",
        (ACCOUNT, Few, CASCADES),
        &[
            hides("token", "a digest of what lets the first password be set"),
            owner("account_id"),
            shows("address", Plain),
            shows("expires_at", Time),
        ],
    ),
    of_accounts(
        "outbox",
        "mails",
        (ACCOUNT, Many, CASCADES),
        &[
            hides("id", "a number of no meaning"),
            shows("message_id", Plain),
            owner("account_id"),
            shows("recipient", Plain),
            shows("kind", Plain),
            hides("sealed", "the text, sealed until it is sent, then gone"),
            shows("state", Plain),
            shows("attempts", Plain),
            shows("queued_at", Time),
            hides("due_at", "when it is tried next"),
            hides("gives_up_at", "how long it is tried"),
            shows("ended_at", Time),
            shows("reason", Plain),
        ],
    ),
    of_accounts(
        "notice_budgets",
        "notices",
        (ACCOUNT, Few, CASCADES),
        &[
            owner("account_id"),
            shows("kind", Plain),
            shows("began_at", Time),
            shows_as("spent", "sent", Plain),
        ],
    ),
    of_accounts(
        "pairs",
        "people",
        // That somebody else blocks the account is not the account's to know.
        (
            Those(
                "(low_id = {account} AND (bond <> 'strangers' OR low_blocks IS NOT NULL)) \
                 OR (high_id = {account} AND (bond <> 'strangers' OR high_blocks IS NOT NULL))",
            ),
            Few,
            ByReference("low_id"),
        ),
        &[
            shows_as("low_id", "account_id", Sql("CASE low_id WHEN {account} THEN high_id ELSE low_id END")),
            hides("high_id", "one of the two ids is the account's own"),
            shows("bond", Plain),
            shows("asked_by", Plain),
            shows_as("bound_at", "since", Time),
            shows_as(
                "low_blocks",
                "blocked",
                Sql("CASE WHEN CASE low_id WHEN {account} THEN low_blocks ELSE high_blocks END IS NULL \
                     THEN 'no' ELSE 'yes' END"),
            ),
            hides("high_blocks", "whether somebody else blocks the account is theirs"),
        ],
    ),
    nobodys("instances", "the running services of this database", &[column("id"), column("lease_until")]),
    of_accounts(
        "connections",
        "open_sockets",
        (ACCOUNT, Few, CASCADES),
        &[owner("account_id"), hides("instance_id", "a number of no meaning"), shows("since", Time)],
    ),
    of_accounts(
        "last_seen",
        "last_seen",
        (ACCOUNT, One, CASCADES),
        &[owner("account_id"), shows("seen_at", Time)],
    ),
    of_accounts(
        "conversations",
        "conversations",
        (
            Columns(&["low_id", "high_id"]),
            Many,
            Stays("for the other member, without the account's id; without another, it goes"),
        ),
        &[
            shows("id", Plain),
            shows_as("low_id", "account_id", Sql("CASE low_id WHEN {account} THEN high_id ELSE low_id END")),
            hides("high_id", "one of the two ids is the account's own"),
            shows_as(
                "begun_by_low",
                "begun_by_me",
                Sql("CASE WHEN (low_id = {account}) = begun_by_low THEN 'yes' ELSE 'no' END"),
            ),
            hides("is_closed", "who blocks whom is told under people"),
            shows("last_seq", Plain),
            shows_as(
                "low_read",
                "read_seq",
                Sql("CASE low_id WHEN {account} THEN low_read ELSE high_read END"),
            ),
            hides("high_read", "up to where the other has read"),
            shows_as(
                "low_unread",
                "unread",
                Sql("CASE low_id WHEN {account} THEN low_unread ELSE high_unread END"),
            ),
            hides("high_unread", "what the other has not read"),
            shows("started_at", Time),
            shows("active_at", Time),
        ],
    ),
    of_accounts(
        "messages",
        "messages",
        (Columns(&["sender_id"]), Many, Stays("with the other member, without who said it")),
        &[
            shows("id", Plain),
            shows("conversation_id", Plain),
            shows("seq", Plain),
            owner("sender_id"),
            shows("client_id", Plain),
            shows("text", Plain),
            shows("sent_at", Time),
        ],
    ),
    of_accounts(
        "attachments",
        "attachments",
        (
            Those("message_id IN (SELECT id FROM messages WHERE sender_id = {account})"),
            Few,
            Stays("with the message that it came with"),
        ),
        &[shows("message_id", Plain), shows("kind", Plain), shows("path", Plain), shows("size", Plain)],
    ),
    of_accounts(
        "audit_log",
        "audit_log",
        (ACCOUNT, Many, Stays("the ids of account, session and actor; the address is taken out")),
        &[
            shows("id", Plain),
            shows("at", Time),
            shows("kind", Plain),
            shows("actor", Plain),
            hides("actor_id", "whose it is where it is not the account's own"),
            owner("account_id"),
            shows("session_id", Plain),
            // Where an administrator was is not the account's.
            shows_as(
                "address",
                "address",
                Sql("CASE WHEN actor = 'account' AND actor_id <> account_id THEN NULL ELSE address END"),
            ),
            shows("subject_id", Plain),
        ],
    ),
    // A path holds the id of the account that the file was of, until it is removed: seconds, or ten minutes after an
    // upload that failed.
    nobodys(
        "discarded_files",
        "files of the media store that are about to be removed",
        &[column("path"), column("due_at")],
    ),
    nobodys(
        "service_keys",
        "what other back ends act by",
        &[
            column("id"),
            column("digest"),
            column("name"),
            column("scopes"),
            column("created_at"),
            column("last_used_at"),
            column("revoked_at"),
        ],
    ),
    nobodys(
        "setup_links",
        "what lets the first administrator be made",
        &[column("token"), column("made_at")],
    ),
    nobodys("root_secret", "what tells one root secret from another", &[column("id"), column("check_value")]),
    nobodys(
        "data_keys",
        "the service's own keys, sealed",
        &[column("id"), column("name"), column("purpose"), column("sealed"), column("created_at")],
    ),
];
