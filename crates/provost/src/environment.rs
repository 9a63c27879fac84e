//! Options in the environment.

use clap::Command;
use std::ffi::OsString;

/// The value of a variable. One that is set to nothing counts as not set: whoever fills a template often has no value for a
/// line of it.
pub(crate) fn variable(name: impl AsRef<std::ffi::OsStr>) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// The command, whose options pay no heed to variables that are set to nothing.
pub(crate) fn without_empty_variables(command: Command) -> Command {
    let command = command.mut_args(|option| {
        let is_empty =
            option.get_env().is_some_and(|name| variable(name).is_none() && std::env::var_os(name).is_some());
        if is_empty { option.env(None::<&'static str>) } else { option }
    });
    command.mut_subcommands(without_empty_variables)
}
