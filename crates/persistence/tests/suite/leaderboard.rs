//! Ranks on both databases, held against those of a plain sort.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use parlor_auth::ports::Store as Auth;
use parlor_community::ports::{Store, Work};
use parlor_domain::ports::Random;
use parlor_domain::{AccountId, AccountState, MOST_EXACT, Place, Score, Standing, StoreError, Timestamp};
use parlor_persistence::Database;
use parlor_testkit::{SeededRandom, at_once, newcomer};

use crate::support::{self, Fresh};

fn now() -> Timestamp {
    Timestamp::from_micros(1_893_456_000_123_456).unwrap()
}

/// A leaderboard with some accounts.
struct Board {
    database: Arc<Database>,
    accounts: Vec<AccountId>,
    fresh: Fresh,
}

fn boards(accounts: usize) -> [Board; 2] {
    support::both().map(|fresh| {
        let database = Arc::new(fresh.open_quietly());
        let accounts =
            (0..accounts).map(|number| newcomer(&*database, &format!("player{number}"), now())).collect();
        Board { database, accounts, fresh }
    })
}

impl Board {
    fn commit<T>(&self, work: impl FnOnce(&mut dyn Work) -> Result<T, StoreError>) -> T {
        let mut unit = Store::write(self.database.as_ref()).unwrap();
        let outcome = work(unit.as_mut()).unwrap();
        unit.commit().unwrap();
        outcome
    }

    fn write(&self, scores: &[(AccountId, i64)]) {
        let scores: Vec<_> =
            scores.iter().map(|(id, points)| (*id, Score::parse(*points).unwrap())).collect();
        let mut ids: Vec<_> = scores.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        self.commit(|work| {
            assert_eq!(work.scores().lock(&ids)?.len(), ids.len());
            work.scores().write(&scores)
        });
    }

    fn fold(&self) {
        while self.commit(|work| work.scores().fold()).goes_on {}
    }

    fn set_state(&self, account: AccountId, state: AccountState) {
        let mut work = Auth::write(self.database.as_ref()).unwrap();
        work.accounts().set_state(account, state).unwrap();
        work.commit().unwrap();
    }

    fn delete(&self, account: AccountId) {
        let mut work = Auth::write(self.database.as_ref()).unwrap();
        work.accounts().delete(account).unwrap();
        work.commit().unwrap();
    }

    fn look(
        &self,
        ask: impl FnOnce(&mut dyn parlor_community::ports::Leaderboard) -> Result<Vec<Standing>, StoreError>,
    ) -> Vec<(i64, i64, i64)> {
        let mut reader = Store::read(self.database.as_ref()).unwrap();
        let found = ask(reader.leaderboard()).unwrap();
        found.iter().map(|one| (one.rank, one.place.score.points(), one.place.account.0)).collect()
    }

    /// Everybody, by a plain sort of what is stored.
    fn sorted(&self) -> Vec<(i64, i64, i64)> {
        let mut rows: Vec<(i64, i64)> = self.fresh.listed_scores();
        rows.sort_by_key(|(id, points)| (-points, *id));
        let better = |points: i64| rows.iter().filter(|(_, other)| *other > points).count();
        rows.iter().map(|(id, points)| (i64::try_from(better(*points)).unwrap() + 1, *points, *id)).collect()
    }

    /// Holds every look against the plain sort.
    #[track_caller]
    fn check(&self) {
        let all = self.sorted();
        let size = all.len();
        assert_eq!(self.look(|board| board.top(size + 1)), all, "the top");
        assert_eq!(self.look(|board| board.top(7)), all[..size.min(7)]);
        for offset in [1, 2, size / 3, size / 2, size.saturating_sub(1), size, size + 5] {
            let wanted: Vec<_> = all.iter().copied().skip(offset).take(9).collect();
            assert_eq!(self.look(|board| board.slice(offset, 9)), wanted, "after {offset}");
            let Some((_, points, id)) = offset.checked_sub(1).and_then(|last| all.get(last)) else {
                continue;
            };
            let place = Place { score: Score::parse(*points).unwrap(), account: AccountId(*id) };
            assert_eq!(self.look(|board| board.after(place, 9)), wanted, "after {place:?}");
        }
        for at in (0..size).step_by((size / 25).max(1)) {
            let account = AccountId(all[at].2);
            for each_side in [0, 1, 4] {
                let wanted = &all[at.saturating_sub(each_side)..size.min(at + each_side + 1)];
                assert_eq!(self.look(|board| board.around(account, each_side)), wanted, "around {at}");
            }
        }
        assert_eq!(self.look(|board| board.around(AccountId(777_777), 3)), []);
    }
}

/// Numbers that come out the same each time.
struct Dice(SeededRandom);

impl Dice {
    fn below(&self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound
    }

    /// Scores of different kinds: few, many, around zero, at the edges.
    fn score(&self) -> i64 {
        match self.below(5) {
            0 => i64::try_from(self.below(3)).unwrap(),
            1 => i64::try_from(self.below(50)).unwrap() - 25,
            2 => MOST_EXACT - i64::try_from(self.below(2)).unwrap(),
            3 => -MOST_EXACT + i64::try_from(self.below(2)).unwrap(),
            _ => i64::try_from(self.below(1_000_000_000)).unwrap(),
        }
    }

    fn one_of<T: Copy>(&self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len().try_into().unwrap())).unwrap()]
    }
}

#[test]
fn equal_scores_share_a_rank_and_the_next_one_skips() {
    for board in boards(4) {
        let [a, b, c, d] = board.accounts[..] else { panic!() };
        board.write(&[(a, 5), (b, 9), (c, 9), (d, 1)]);
        let wanted = [(1, 9, b.0), (1, 9, c.0), (3, 5, a.0), (4, 1, d.0)];
        assert_eq!(board.look(|board| board.top(10)), wanted);
        board.check();
        board.fold();
        board.check();
    }
}

#[test]
fn ranks_are_those_of_a_plain_sort_whatever_was_written_and_counted() {
    let dice = Dice(SeededRandom::from_seed(7));
    for mut board in boards(120) {
        for round in 0..30 {
            for _ in 0..dice.below(12) {
                let account = dice.one_of(&board.accounts);
                match dice.below(12) {
                    0 => board.set_state(account, AccountState::Deactivated),
                    1 | 2 => board.set_state(account, AccountState::Active),
                    3 if board.accounts.len() > 60 => {
                        board.delete(account);
                        board.accounts.retain(|other| *other != account);
                    }
                    _ => board.write(&[(account, dice.score())]),
                }
            }
            let mut some = board.accounts.clone();
            some.retain(|_| dice.below(4) == 0);
            board.write(&some.iter().map(|account| (*account, dice.score())).collect::<Vec<_>>());
            if round % 3 == 0 {
                board.fold();
            }
            board.check();
        }
    }
}

#[test]
fn ranks_stay_right_while_others_write_and_count() {
    for board in boards(60) {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    board.commit(|work| work.scores().fold());
                }
            });
            let reader = scope.spawn(|| {
                while !is_over.load(Ordering::SeqCst) {
                    let standings = board.look(|board| board.top(60));
                    // One moment: everybody is there, in order, with the ranks of that order.
                    assert_eq!(standings.len(), 60);
                    let account = AccountId(standings[30].2);
                    let around = board.look(|board| board.around(account, 60));
                    assert_eq!(around.len(), 60);
                    let of_place =
                        |at: usize| around.iter().position(|one| one.1 == around[at].1).unwrap() + 1;
                    assert!(
                        (0..60).all(|at| around[at].0 == i64::try_from(of_place(at)).unwrap()),
                        "{around:?}"
                    );
                }
            });
            at_once(4, |number| {
                let dice = Dice(SeededRandom::from_seed(number.try_into().unwrap()));
                for _ in 0..60 {
                    board.write(&[(dice.one_of(&board.accounts), dice.score())]);
                }
            });
            is_over.store(true, Ordering::SeqCst);
            reader.join().unwrap();
        });
        board.check();
        board.fold();
        board.check();
    }
}

#[test]
fn bands_are_divided_as_they_fill_and_ranks_stay_the_same() {
    for board in boards(3) {
        board.fresh.execute(
            "INSERT INTO accounts (username, username_key, state, is_admin, created_at) \
             WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9000) \
             SELECT 'filler' || n, 'filler' || n, 'active', is_admin, created_at FROM numbers, accounts WHERE id = 1;
             UPDATE scores SET score = account_id % 3000 WHERE account_id > 3;
             UPDATE scores SET score = 5 WHERE account_id > 6000;",
        );
        let [a, b, c] = board.accounts[..] else { panic!() };
        board.write(&[(a, 2_999), (b, 5), (c, -1)]);
        let all = board.sorted();
        for folded in [false, true] {
            for account in [a, b, c, AccountId(100), AccountId(2_000), AccountId(5_999)] {
                let wanted: Vec<_> = all.iter().copied().filter(|one| one.2 == account.0).collect();
                assert_eq!(board.look(|board| board.around(account, 0)), wanted, "folded: {folded}");
            }
            board.fold();
        }
        assert!(board.fresh.rows_of("score_bands") > 3, "they were divided");
        assert_eq!(board.fresh.rows_of("score_changes"), 0);
        let mut reader = Store::read(board.database.as_ref()).unwrap();
        assert!(!reader.leaderboard().is_behind().unwrap());
        reader.leaderboard().tidy().unwrap();
    }
}

#[test]
fn only_those_who_are_there_stand_on_the_leaderboard() {
    for board in boards(3) {
        let [a, b, c] = board.accounts[..] else { panic!() };
        board.write(&[(a, 9), (b, 5), (c, 1)]);
        board.set_state(a, AccountState::Deactivated);
        assert_eq!(board.look(|board| board.top(10)), [(1, 5, b.0), (2, 1, c.0)]);
        assert_eq!(board.look(|board| board.around(a, 5)), []);
        board.write(&[(a, 7)]);
        board.set_state(a, AccountState::Active);
        board.delete(b);
        board.fold();
        assert_eq!(board.look(|board| board.top(10)), [(1, 7, a.0), (2, 1, c.0)]);
        board.set_state(c, AccountState::Pending);
        assert_eq!(board.look(|board| board.top(10)), [(1, 7, a.0)]);
        board.check();
    }
}
