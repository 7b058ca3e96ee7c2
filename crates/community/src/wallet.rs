//! What people have, and what moved it. The balance of an account is the sum of its entries, kept beside them in
//! the same transaction.

mod change;
mod show;

pub use change::{ChangeBalance, ChangeError, Movement, change_balance, set_balance};
pub use show::{balance, entries};
