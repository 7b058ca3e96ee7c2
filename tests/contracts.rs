//! What the contracts promise to the clients that were written for them: every row, every answer.

mod cryptopay;
mod restful_auth;
