//! How the parts of the server are.

use crate::Console;
use crate::texts::Texts;
use application::mail::MailTransport;

/// A part of the server.
pub(crate) struct Part {
    /// The text of its name.
    pub(crate) name: &'static str,
    pub(crate) is_well: bool,
    /// What it is, or what is wrong.
    pub(crate) says: String,
}

/// Looks at each part.
pub(crate) async fn health(console: &Console, t: Texts, organizations: u64) -> Vec<Part> {
    vec![database(console, t).await, mail(console, t), tips(console, t, organizations), trace(console, t)]
}

async fn database(console: &Console, t: Texts) -> Part {
    let storage = console.application.storage();
    let (is_well, says) = match storage.ready().await {
        Ok(()) => {
            let says = t.say("operator-database-well").with("engine", storage.engine_name());
            (true, says.with("queue", storage.metrics().queue_depth).to_string())
        }
        Err(error) => (false, error.to_string()),
    };
    Part { name: "operator-database", is_well, says }
}

fn mail(console: &Console, t: Texts) -> Part {
    let mailer = console.application.mailer();
    let (totals, counts) = (console.application.mail_totals(), mailer.counts());
    let way = match &mailer.options().transport {
        MailTransport::Smtp(relay) => t.say("operator-mail-smtp").with("server", relay.name()),
        MailTransport::File(_) => t.say("operator-mail-file"),
        MailTransport::None => t.say("operator-mail-none"),
    };
    let numbers = t.say("operator-mail-numbers").with("sent", counts.sent).with("failed", counts.failed);
    let numbers = numbers.with("waiting", totals.waiting).with("dead", totals.dead);
    Part { name: "operator-mail", is_well: mailer.is_on() && totals.dead == 0, says: format!("{way} {numbers}") }
}

/// The tips of the event logs, which are kept outside of the database.
fn tips(console: &Console, t: Texts, organizations: u64) -> Part {
    let (is_well, says) = match console.application.tip_file().read() {
        Ok(tips) => {
            let says = t.say("operator-tips-well").with("published", tips.len()).with("all", organizations);
            (true, says.to_string())
        }
        Err(error) => (false, error.to_string()),
    };
    Part { name: "operator-tips", is_well, says }
}

fn trace(console: &Console, t: Texts) -> Part {
    let dropped = console.application.trace().dropped();
    let says = t.say("operator-trace-dropped").with("n", dropped).to_string();
    Part { name: "operator-trace", is_well: dropped == 0, says }
}
