//! `POST /account/devices/sign-out`: ends every sign-in, this one too.

use crate::Console;
use crate::flash::Flash;
use crate::layout::PageResult;
use crate::session::Session;
use crate::verified_form::VerifiedForm;
use application::RotateSecurityStamp;
use axum::extract::State;

pub(crate) async fn handle(State(console): State<Console>, session: Session, _: VerifiedForm) -> PageResult {
    let stamp = console.application.random_uuid();
    let rotate = RotateSecurityStamp { call: session.command(&console), id: session.account.id, stamp };
    console.application.run(rotate).await?;
    Ok(Flash::good("devices-all-signed-out").then("/sign-in"))
}
