//! What to do about an error of the database or the disk, whose own words say only what is wrong.

/// Parts of an error's text, and the next step where all of them are in it. The first row that fits counts.
const NEXT_STEPS: &[(&[&str], &str)] = &[
    (
        &["file is not a database"],
        "Keep the damaged file, put a backup copy of it in its place, and check with `provost audit verify`; or name the right \
         database with --data or --database.",
    ),
    (
        &["database disk image is malformed"],
        "Keep the damaged file, put a backup copy of it in its place, and check with `provost audit verify`.",
    ),
    (
        &["password authentication failed"],
        "Check the user and the password in --database or PROVOST_DATABASE. In the address, reserved characters of a \
         password are written with percent signs (@ is %40).",
    ),
    (
        &["database \"", "does not exist"],
        "Make it first, as an administrator of PostgreSQL: CREATE DATABASE name OWNER user; or name another one with \
         --database.",
    ),
    (
        &["permission denied for schema"],
        "Provost makes its tables there. As the owner of the database: GRANT CREATE, USAGE ON SCHEMA public TO user; or make \
         the user its owner: ALTER DATABASE name OWNER TO user.",
    ),
    (&["readonly database"], WRITABLE),
    (&["unable to open database file"], WRITABLE),
    (&["could not be made", "Permission denied"], WRITABLE),
    (&["could not be made", "Read-only file system"], WRITABLE),
    (&["could not be made", "No such file or directory"], ELSEWHERE),
    (&["could not be made", "Not a directory"], ELSEWHERE),
    (&["Cannot open the database sqlite:", "Permission denied"], WRITABLE),
    (&["Cannot open the database sqlite:", "Read-only file system"], WRITABLE),
];

const WRITABLE: &str = "The user that runs provost must be able to write the data directory and the files in it: run it as \
                        their owner, change the owner (chown -R USER DIR), or name another directory with --data.";

const ELSEWHERE: &str =
    "No directory can be made there: name another place, with --data (or --mail-directory for mails).";

/// The next step after this error, where one is known.
pub(crate) fn next_step(error: &str) -> Option<&'static str> {
    let fits = |(parts, _): &&(&[&str], &str)| parts.iter().all(|part| error.contains(part));
    NEXT_STEPS.iter().find(fits).map(|(_, step)| *step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_its_own_next_step() {
        for (error, step) in [
            ("Migration schema_migration failed: file is not a database", "Keep the damaged file"),
            ("database driver: database disk image is malformed", "backup copy"),
            ("Cannot open the database x: password authentication failed for user \"u\"", "%40"),
            ("Cannot open the database x: database \"y\" does not exist", "CREATE DATABASE"),
            ("Migration schema_migration failed: permission denied for schema public", "GRANT CREATE"),
            ("Migration schema_migration failed: attempt to write a readonly database", "chown"),
            ("/x/server.lock could not be made: Permission denied (os error 13)", "chown"),
            ("the data directory /proc/x could not be made: No such file or directory (os error 2)", "--data"),
            ("Cannot open the database sqlite:/x/provost.db: Permission denied (os error 13)", "chown"),
        ] {
            assert!(next_step(error).is_some_and(|next| next.contains(step)), "{error}");
        }
        assert_eq!(next_step("the data key is not the one of this database"), None);
    }
}
