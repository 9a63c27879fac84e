//! Where the database is: `sqlite:PATH` or `postgres://…`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::postgres::PostgresUrl;

/// The address of a database. Neither `Debug` nor `Display` shows the password.
#[derive(Clone)]
pub struct DatabaseUrl(pub(crate) Location);

#[derive(Clone)]
pub(crate) enum Location {
    Sqlite(PathBuf),
    Postgres(Box<PostgresUrl>),
}

/// A text that is not the address of a database. The message never repeats the text, which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidDatabaseUrl(pub(crate) String);

impl DatabaseUrl {
    /// Whether it is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.sqlite_path().is_none()
    }

    /// The `SQLite` database in this file, made when it is opened first.
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(Location::Sqlite(path.into()))
    }

    /// The file of a `SQLite` database; `None` on `PostgreSQL`.
    pub fn sqlite_path(&self) -> Option<&std::path::Path> {
        match &self.0 {
            Location::Sqlite(path) => Some(path),
            Location::Postgres(_) => None,
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = InvalidDatabaseUrl;

    /// Reads `sqlite:PATH` (also `sqlite://PATH`) or a `postgres://` or `postgresql://` address.
    ///
    /// The latter takes libpq's parameters, among them `sslmode=disable|prefer|require|verify-ca|verify-full` and
    /// `sslrootcert=FILE`. A certificate is verified in every mode that uses TLS.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return PostgresUrl::parse(text).map(|url| Self(Location::Postgres(Box::new(url))));
        }
        let Some(path) = text.strip_prefix("sqlite:") else {
            return Err(InvalidDatabaseUrl(
                "a database is sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE".to_owned(),
            ));
        };
        match path.strip_prefix("//").unwrap_or(path) {
            "" | ":memory:" => Err(InvalidDatabaseUrl("sqlite: needs the path of a file".to_owned())),
            path => Ok(Self::sqlite(path)),
        }
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Location::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Location::Postgres(url) => url.fmt(f),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_be_named_in_either_form() {
        for text in ["sqlite:/var/lib/provost/provost.db", "sqlite:///var/lib/provost/provost.db"] {
            let url: DatabaseUrl = text.parse().unwrap();
            assert_eq!(url.sqlite_path().unwrap().to_str(), Some("/var/lib/provost/provost.db"));
        }
        let relative: DatabaseUrl = "sqlite:provost.db".parse().unwrap();
        assert_eq!(relative.to_string(), "sqlite:provost.db");
    }

    #[test]
    fn the_password_is_never_shown() {
        let url: DatabaseUrl =
            "postgres://provost:hunter2@db.example:5433/provost?sslmode=verify-full".parse().unwrap();
        assert_eq!(url.to_string(), "postgres://provost@db.example:5433/provost");
        assert!(!format!("{url:?}").contains("hunter2"));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for text in [
            "mysql://provost:hunter2@db/x",
            "sqlite:",
            "postgres://provost:hunter2@db:port/x",
            "postgres://provost:hun@ter2@db/x",
            "postgres://provost:hunter2@db/x?sslmode=sometimes",
            "postgres://provost:hunter2@db/x?surprise=1",
        ] {
            let error = text.parse::<DatabaseUrl>().unwrap_err().to_string();
            assert!(!error.contains("hunter2") && !error.contains("ter2"), "{error}");
        }
    }
}
