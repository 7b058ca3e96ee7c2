//! What is told of an account, in memory: what it is known by.

use parlor_auth::ports::{ExportPart, ExportPlace, Exports};
use parlor_domain::{AccountId, EmailAddress, StoreError, Username};

use super::state::State;

impl Exports for State {
    fn part(&mut self, account: AccountId, place: ExportPlace) -> Result<Option<ExportPart>, StoreError> {
        if place.section > 0 {
            return Ok(None);
        }
        let told = self.accounts.get(&account).map(|account| {
            let email = account.email().map(EmailAddress::as_str).unwrap_or_default();
            let username = account.username().map(Username::as_str).unwrap_or_default();
            format!(r#"{{"id":{},"email":{email:?},"username":{username:?}}}"#, account.id)
        });
        let next = ExportPlace { section: 1, ..place };
        Ok(Some(ExportPart { section: "account", is_one: true, rows: told.into_iter().collect(), next }))
    }
}
