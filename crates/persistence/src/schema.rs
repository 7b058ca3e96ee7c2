//! The tables, as both databases have them. Written by hand, since one text serves two databases;
//! `tests/schema.rs` holds it against what the migrations make.

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    accounts (id) {
        id -> BigInt,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        email_verified_at -> Nullable<UtcTs>,
        username -> Nullable<Text>,
        username_key -> Nullable<Text>,
        password -> Nullable<Text>,
        state -> Text,
        is_admin -> Bool,
        created_at -> UtcTs,
        first_name -> Nullable<Text>,
        last_name -> Nullable<Text>,
        revision -> BigInt,
        locale -> Nullable<Text>,
        terms_accepted_at -> Nullable<UtcTs>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    codes (id) {
        id -> BigInt,
        account_id -> BigInt,
        purpose -> Text,
        client -> Text,
        digest -> Binary,
        sent_to -> Text,
        sent_at -> UtcTs,
        expires_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    sign_up_codes (account_id) {
        account_id -> BigInt,
        digest -> Binary,
        address -> Nullable<Text>,
        expires_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    code_counters (subject, scope, client) {
        subject -> Text,
        scope -> Text,
        client -> Text,
        since -> Nullable<UtcTs>,
        mails -> BigInt,
        tries -> BigInt,
        held_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    flows (token) {
        token -> Text,
        account_id -> BigInt,
        address -> Nullable<Text>,
        expires_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    setup_links (token) {
        token -> Text,
        made_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    pins (account_id) {
        account_id -> BigInt,
        digest -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    app_data (account_id) {
        account_id -> BigInt,
        public_data -> Nullable<Text>,
        private_data -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    sessions (id) {
        id -> BigInt,
        account_id -> BigInt,
        generation -> BigInt,
        acknowledged_at -> Nullable<UtcTs>,
        rotations -> Binary,
        signed_in_at -> UtcTs,
        expires_at -> UtcTs,
        ends_at -> UtcTs,
        ended_at -> Nullable<UtcTs>,
        end_reason -> Nullable<Text>,
        opened_at -> UtcTs,
        renewed_at -> UtcTs,
        renewed_for -> BigInt,
        address -> Nullable<Text>,
        agent -> Nullable<Text>,
        kind -> Text,
        secret -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    lockouts (login_key, client) {
        login_key -> Text,
        client -> Text,
        failures -> BigInt,
        last_failed_at -> UtcTs,
        locked_until -> Nullable<UtcTs>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    known_clients (account_id, client) {
        account_id -> BigInt,
        client -> Text,
        last_seen_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    audit_log (id) {
        id -> BigInt,
        at -> UtcTs,
        kind -> Text,
        actor -> Text,
        actor_id -> Nullable<BigInt>,
        account_id -> Nullable<BigInt>,
        session_id -> Nullable<BigInt>,
        address -> Nullable<Text>,
        subject_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    service_keys (id) {
        id -> BigInt,
        digest -> Text,
        name -> Text,
        scopes -> Text,
        created_at -> UtcTs,
        last_used_at -> Nullable<UtcTs>,
        revoked_at -> Nullable<UtcTs>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    root_secret (id) {
        id -> BigInt,
        check_value -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    data_keys (id) {
        id -> BigInt,
        name -> Text,
        purpose -> Text,
        sealed -> Binary,
        created_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    outbox (id) {
        id -> BigInt,
        message_id -> Text,
        account_id -> Nullable<BigInt>,
        recipient -> Text,
        kind -> Text,
        sealed -> Nullable<Binary>,
        state -> Text,
        attempts -> BigInt,
        queued_at -> UtcTs,
        due_at -> UtcTs,
        gives_up_at -> UtcTs,
        ended_at -> Nullable<UtcTs>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    notice_budgets (account_id, kind) {
        account_id -> BigInt,
        kind -> Text,
        began_at -> UtcTs,
        spent -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    pairs (low_id, high_id) {
        low_id -> BigInt,
        high_id -> BigInt,
        bond -> Text,
        asked_by -> Nullable<BigInt>,
        bound_at -> Nullable<UtcTs>,
        low_blocks -> Nullable<UtcTs>,
        high_blocks -> Nullable<UtcTs>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    // A view of `pairs` from either side.
    ties (account_id, other_id) {
        account_id -> BigInt,
        other_id -> BigInt,
        bond -> Text,
        asked_by -> Nullable<BigInt>,
        bound_at -> Nullable<UtcTs>,
        blocked_at -> Nullable<UtcTs>,
        is_blocked -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    avatars (account_id) {
        account_id -> BigInt,
        file_name -> Text,
        changed_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    discarded_files (path) {
        path -> Text,
        due_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    wallets (account_id) {
        account_id -> BigInt,
        balance -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    scores (account_id) {
        account_id -> BigInt,
        score -> BigInt,
        is_listed -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    score_bands (lower) {
        lower -> BigInt,
        count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    score_changes (id) {
        id -> BigInt,
        score -> BigInt,
        change -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    ledger_entries (id) {
        id -> BigInt,
        account_id -> BigInt,
        amount -> BigInt,
        balance_after -> BigInt,
        actor -> Text,
        actor_id -> Nullable<BigInt>,
        reason -> Text,
        idempotency_key -> Nullable<Text>,
        at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    idempotency_keys (caller, operation, key) {
        caller -> Text,
        operation -> Text,
        key -> Text,
        account_id -> Nullable<BigInt>,
        body -> Binary,
        outcome -> Nullable<Text>,
        taken_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    conversations (id) {
        id -> BigInt,
        low_id -> Nullable<BigInt>,
        high_id -> Nullable<BigInt>,
        begun_by_low -> Bool,
        is_closed -> Bool,
        last_seq -> BigInt,
        low_read -> BigInt,
        high_read -> BigInt,
        low_unread -> BigInt,
        high_unread -> BigInt,
        started_at -> UtcTs,
        active_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    messages (id) {
        id -> BigInt,
        conversation_id -> BigInt,
        seq -> BigInt,
        sender_id -> Nullable<BigInt>,
        client_id -> Nullable<Text>,
        text -> Text,
        sent_at -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    attachments (message_id) {
        message_id -> BigInt,
        kind -> Text,
        path -> Text,
        size -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    instances (id) {
        id -> BigInt,
        lease_until -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    connections (account_id, instance_id) {
        account_id -> BigInt,
        instance_id -> BigInt,
        since -> UtcTs,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::time::UtcTs;

    last_seen (account_id) {
        account_id -> BigInt,
        seen_at -> UtcTs,
    }
}

diesel::joinable!(connections -> instances (instance_id));
diesel::joinable!(wallets -> accounts (account_id));
diesel::joinable!(app_data -> accounts (account_id));
diesel::joinable!(avatars -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(known_clients -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(
    accounts,
    app_data,
    avatars,
    sessions,
    known_clients,
    ties,
    instances,
    connections,
    last_seen,
    wallets,
    scores,
    conversations,
    messages,
    attachments
);
