//! What is done to `/v1/admin/accounts/{id}` and has nothing to say but that it was done.

use parlor_auth::operator::{self, OperatorError};
use parlor_auth::{Administrator, Context, Failure};
use parlor_domain::AccountId;

use crate::endpoint::{Done, PathId, Refused, done};
use crate::shell::client::Client;
use crate::shell::{App, SignedIn};
use crate::v1::V1;

type Outcome = Result<(), Failure<OperatorError>>;

macro_rules! orders {
    ($($(#[$about:meta])* $name:ident => $order:expr;)*) => {
        $(
            $(#[$about])*
            pub async fn $name(
                app: App,
                client: Client,
                signed_in: SignedIn<V1>,
                path: PathId<V1>,
            ) -> Result<Done, Refused<V1>> {
                run(app, client, signed_in, path, $order).await
            }
        )*
    };
}

orders! {
    /// POST `…/unlock`
    unlock => operator::unlock;
    /// POST `…/activate`
    activate => operator::activate;
    /// POST `…/deactivate`
    deactivate => operator::deactivate;
    /// POST `…/reset-factors`
    reset_factors => operator::reset_factors;
    /// DELETE `…/sessions`
    end_sessions => |ctx, order| operator::end_sessions(ctx, order).map(drop);
    /// PUT `…/administrator`
    appoint => |ctx, order| operator::set_admin(ctx, order, true);
    /// DELETE `…/administrator`
    dismiss => |ctx, order| operator::set_admin(ctx, order, false);
}

async fn run(
    app: App,
    client: Client,
    signed_in: SignedIn<V1>,
    path: PathId<V1>,
    order: fn(&Context, (Administrator, AccountId)) -> Outcome,
) -> Result<Done, Refused<V1>> {
    let id = AccountId(path.id);
    app.run_admin(signed_in.credential, client.address, move |ctx, root| order(ctx, (root, id))).await?;
    done()
}
