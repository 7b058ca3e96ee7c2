//! Many who move one balance at once.

use parlor_testkit::at_once;
use serde_json::json;

use super::send;
use crate::both_databases;
use crate::support::Server;

const THREADS: usize = 20;
const EACH: usize = 50;

both_databases! {
    fn s56_a_thousand_moves_at_once_end_exact_and_never_below_zero(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        send(&admin, ann.id, json!({ "amount": 100, "reason": "to begin with" })).expect(201);
        // Most of them take, so that many find nothing left.
        let moved = at_once(THREADS, |thread| {
            let moves = (0..EACH).map(|number| {
                let amount: i64 = if (thread + number) % 3 == 0 { 7 } else { -5 };
                let reply = send(&admin, ann.id, json!({ "amount": amount, "reason": "a hand" }));
                match reply.status {
                    201 => {
                        assert!(reply.json()["balance_after"].as_i64().unwrap() >= 0, "{reply}");
                        amount
                    }
                    409 if amount < 0 => 0,
                    _ => panic!("{reply}"),
                }
            });
            moves.sum::<i64>()
        });
        let wanted = 100 + moved.iter().sum::<i64>();
        assert_eq!(ann.get("/v1/wallet").json()["balance"], wanted);
        let sums = "SELECT sum(amount) || ' ' || min(balance_after) AS line FROM ledger_entries";
        let row = server.installation.rows(sums).remove(0);
        let numbers: Vec<i64> = row.split(' ').map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers[0], wanted, "the ledger's sum is the balance");
        assert!(numbers[1] >= 0, "{row}");
        // Each entry says where the balance stood after the one before it.
        let steps = "SELECT CAST(count(*) AS TEXT) AS line FROM (SELECT amount, balance_after, \
            lag(balance_after, 1, 0) OVER (ORDER BY id) AS before FROM ledger_entries) AS steps \
            WHERE balance_after <> before + amount";
        assert_eq!(server.installation.rows(steps), ["0"]);
    }

    fn s56_those_who_set_a_balance_at_once_leave_a_ledger_that_adds_up(server: Server) {
        let admin = server.admin("root@example.com");
        let ann = server.owner("ann@example.com");
        at_once(THREADS, |thread| {
            for number in 0..5 {
                let body = if thread % 2 == 0 {
                    json!({ "balance": thread * 10 + number, "reason": "set" })
                } else {
                    json!({ "amount": 3, "reason": "moved" })
                };
                send(&admin, ann.id, body).expect(201);
            }
        });
        let sum = server.installation.rows("SELECT CAST(sum(amount) AS TEXT) AS line FROM ledger_entries");
        assert_eq!(ann.get("/v1/wallet").json()["balance"].to_string(), sum[0]);
    }
}
