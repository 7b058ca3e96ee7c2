//! GET `/v1/admin/outbox`

use super::admin;
use crate::both_databases;
use crate::support::Server;
use crate::v1::{is_instant, wrong};

both_databases! {
    fn what_could_not_be_delivered_is_listed_with_the_reason(server: Server) {
        let root = admin(&server);
        assert_eq!(root.get("/v1/admin/outbox").expect(200).text, r#"{"items":[],"next_cursor":null}"#);
        let at = if server.installation.setting("PARLOR_DATABASE_URL").is_some() { "now()" } else { "'2026-11-26 08:30:00.000000'" };
        for number in 1..=3 {
            server.installation.rows(&format!(
                "INSERT INTO outbox (message_id, account_id, recipient, kind, state, attempts, queued_at, due_at, \
                 gives_up_at, ended_at, reason) VALUES ('{number}', 1, 'a{number}@example.com', 'locked', 'failed', 2, \
                 {at}, {at}, {at}, {at}, '550 no such mailbox') RETURNING kind AS line"
            ));
        }
        let (mut listed, mut path) = (Vec::new(), "/v1/admin/outbox?limit=1".to_owned());
        loop {
            let page = root.get(&path).expect(200).json();
            listed.extend(page["items"].as_array().unwrap().iter().cloned());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/v1/admin/outbox?limit=1&cursor={cursor}");
        }
        let to: Vec<_> = listed.iter().map(|mail| mail["to"].as_str().unwrap()).collect();
        assert_eq!(to, ["a3@example.com", "a2@example.com", "a1@example.com"]);
        let mail = &listed[0];
        assert_eq!((&mail["account_id"], &mail["attempts"]), (&1.into(), &2.into()));
        assert_eq!((&mail["kind"], &mail["reason"]), (&"locked".into(), &"550 no such mailbox".into()));
        assert!(is_instant(mail["queued_at"].as_str().unwrap()) && is_instant(mail["failed_at"].as_str().unwrap()));
        assert_eq!(wrong(root.get("/v1/admin/outbox?cursor=AAAA")), "cursor: invalid");
    }
}
