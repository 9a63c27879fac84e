//! Questions on stderr, so that stdout has results alone. The answers are lines of stdin and may come from a pipe.

use account_client::Secret;
use anyhow::{Context as _, bail};
use std::io::{BufRead as _, IsTerminal as _, Write as _};

/// What was answered to a question of yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Yes.
    Yes,
    /// No, or anything else.
    No,
    /// No, and no more questions.
    Quit,
}

/// Asks for the master password, which is not shown while it is typed.
pub(crate) fn password(question: &str) -> anyhow::Result<Secret> {
    let typed = rpassword::prompt_password(question);
    Ok(typed
        .context("there is no terminal to ask for the master password on. Use --password-file or --password-stdin")?
        .into())
}

/// A line of stdin that nobody is asked for.
pub(crate) fn line() -> anyhow::Result<Option<Secret>> {
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line).context("stdin cannot be read")? == 0 {
        if is_terminal() {
            // The question stands alone on its line.
            eprintln!();
        }
        return Ok(None);
    }
    let line = Secret::from(line);
    Ok(Some(line.reveal().trim_end_matches(['\n', '\r']).into()))
}

/// Asks for what is to be seen while it is typed or pasted; nothing at the end of stdin.
pub(crate) fn text(question: &str) -> anyhow::Result<Option<Secret>> {
    ask(question);
    line()
}

/// Asks for the name of whoever makes an account, where somebody can answer; none where they leave it to the directory.
pub(crate) fn name() -> anyhow::Result<Option<String>> {
    if !is_terminal() {
        return Ok(None);
    }
    let typed = text("Your name, as others in the organization see it (Enter: as the directory has it): ")?;
    Ok(typed.map(|name| name.reveal().trim().to_owned()).filter(|name| !name.is_empty()))
}

/// Asks for a code.
pub(crate) fn code(question: &str) -> anyhow::Result<Secret> {
    ask(question);
    match line()? {
        Some(code) if !code.reveal().trim().is_empty() => Ok(code.reveal().trim().into()),
        _ => bail!("no code was given. Where nobody can type one, put it on the next line of stdin"),
    }
}

/// Asks whether to do something. The end of stdin means to stop.
pub(crate) fn confirm(question: &str) -> anyhow::Result<Reply> {
    ask(&format!("{question} [y/N/q] "));
    let Some(line) = line()? else { return Ok(Reply::Quit) };
    Ok(match line.reveal().trim().to_lowercase().as_str() {
        "y" | "yes" => Reply::Yes,
        "q" | "quit" => Reply::Quit,
        _ => Reply::No,
    })
}

/// Whether somebody is there to answer: a question to a file or a pipe would only stand in its output.
fn is_terminal() -> bool {
    std::io::stdin().is_terminal()
}

fn ask(question: &str) {
    if !is_terminal() {
        return;
    }
    let mut stderr = std::io::stderr().lock();
    let _ = write!(stderr, "{question}");
    let _ = stderr.flush();
}
