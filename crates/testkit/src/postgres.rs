//! `PostgreSQL` for tests: one throwaway cluster, a database of its own for each test.
//!
//! The cluster lives in a temporary directory, listens on a socket in there and nowhere else, and is shared by every
//! test process that runs at the same time. Each holds a shared lock while it lives; a watchdog that gets the lock for
//! itself stops the server. With `PROVOST_TEST_POSTGRES` set to a `postgres://` address of a superuser, that server is
//! used instead. Only the standard library is used, so that the crates below this one can include the file.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Debian's `postgresql-15`.
const BINARIES: &str = "/usr/lib/postgresql/15/bin";
/// The unprivileged user a server runs as when the tests run as root, which it refuses.
const SERVER_USER: &str = "postgres";

/// A cluster that only its owner uses, for tests that stop it.
#[derive(Debug)]
pub struct Cluster {
    directory: PathBuf,
    durable: bool,
}

impl Cluster {
    /// Makes a cluster in this directory, which must not exist yet, and starts it. One that is not durable is faster
    /// and loses what was committed last when it is stopped.
    pub fn start(directory: &Path, durable: bool) -> io::Result<Self> {
        let cluster = Self { directory: directory.to_owned(), durable };
        let mut builder = fs::DirBuilder::new();
        builder.mode(0o700).recursive(true).create(directory)?;
        if let Some((user, group)) = server_user()? {
            std::os::unix::fs::chown(directory, Some(user), Some(group))?;
        }
        let data = cluster.data();
        let initdb = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--pgdata"];
        run(as_server_user("initdb")?.args(initdb).arg(&data))?;
        cluster.resume()?;
        Ok(cluster)
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}", self.directory.display().to_string().replace('/', "%2F"))
    }

    /// Starts the server again after [`Cluster::stop`].
    pub fn resume(&self) -> io::Result<()> {
        let on_or_off = if self.durable { "on" } else { "off" };
        let options = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c max_connections=400 -c shared_buffers=64MB \
             -c fsync={on_or_off} -c full_page_writes={on_or_off} -c synchronous_commit={on_or_off} \
             -c autovacuum=off -c log_min_messages=error",
            self.directory.display()
        );
        let log = self.directory.join("log");
        run(self.pg_ctl()?.args(["start", "--wait", "--silent", "--options", &options, "--log"]).arg(log))
    }

    /// Stops the server as if its machine had lost power; with `durable`, what was
    /// committed is there after [`Cluster::resume`].
    pub fn stop(&self) -> io::Result<()> {
        run(self.pg_ctl()?.args(["stop", "--mode=immediate", "--silent"]))
    }

    fn is_running(&self) -> bool {
        self.pg_ctl().is_ok_and(|mut pg_ctl| run(pg_ctl.arg("status")).is_ok())
    }

    fn pg_ctl(&self) -> io::Result<Command> {
        let mut command = as_server_user("pg_ctl")?;
        command.arg("--pgdata").arg(self.data());
        Ok(command)
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }
}

/// The cluster that all test processes share, or the server that the environment names.
struct Shared {
    /// An address without its database.
    url: Box<dyn Fn(&str) -> String + Send + Sync>,
    /// Where the locks are.
    directory: PathBuf,
    /// Held as long as this process lives.
    _in_use: Option<File>,
}

fn shared() -> io::Result<&'static Shared> {
    static SHARED: OnceLock<Result<Shared, String>> = OnceLock::new();
    SHARED
        .get_or_init(|| join().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(|error| io::Error::other(error.as_str()))
}

fn join() -> io::Result<Shared> {
    let directory = std::env::temp_dir().join(format!("provost-test-postgres-{}", user_name()));
    fs::DirBuilder::new().mode(0o755).recursive(true).create(&directory)?;
    if fs::metadata(&directory)?.uid().to_string() != user_name() {
        return Err(io::Error::other(format!("{} belongs to somebody else", directory.display())));
    }
    #[expect(clippy::disallowed_methods, reason = "tests have no command line to read it from")]
    if let Ok(url) = std::env::var("PROVOST_TEST_POSTGRES") {
        let url = move |database: &str| with_database(&url, database);
        return Ok(Shared { url: Box::new(url), directory, _in_use: None });
    }
    let _starting = locked(&directory.join("starting"))?;
    let in_use = open(&directory.join("in-use"))?;
    in_use.lock_shared()?;
    let cluster = Cluster { directory: directory.join("cluster"), durable: false };
    if !cluster.is_running() {
        if cluster.directory.exists() {
            fs::remove_dir_all(&cluster.directory)?;
        }
        watch(&directory, &Cluster::start(&cluster.directory, false)?)?;
    }
    Ok(Shared { url: Box::new(move |database| cluster.url(database)), directory, _in_use: Some(in_use) })
}

/// Leaves a process behind that stops the server when no test process uses it any more. It stops it under the lock: a
/// test process that comes along waits, and then finds it gone.
fn watch(directory: &Path, cluster: &Cluster) -> io::Result<()> {
    let script = r#"while sleep 10; do flock --nonblock --exclusive "$0" "$1/pg_ctl" stop --pgdata "$2" --mode=immediate --silent && exit; done"#;
    // The server's user may lock what it may read.
    fs::set_permissions(directory.join("in-use"), fs::Permissions::from_mode(0o644))?;
    let mut shell = Command::new("sh");
    if let Some((user, group)) = server_user()? {
        shell.uid(user).gid(group);
    }
    shell.args(["-c", script]).arg(directory.join("in-use")).arg(BINARIES).arg(cluster.data());
    shell.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    shell.spawn().map(drop)
}

/// A database that is dropped with this value.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    url: String,
}

impl TestDatabase {
    /// An empty database.
    pub fn empty() -> io::Result<Self> {
        Self::cloned("template0")
    }

    /// A copy of a database that the first caller fills; later ones, in other processes too, find it filled. The
    /// name must change when its content does.
    pub fn from_template(name: &str, fill: impl FnOnce(&str) -> io::Result<()>) -> io::Result<Self> {
        let shared = shared()?;
        let filling = locked(&shared.directory.join("filling"))?;
        if sql(&format!("SELECT 1 FROM pg_database WHERE datname = '{name}'"))?.is_empty() {
            // Under another name until it is complete.
            sql(&format!("DROP DATABASE IF EXISTS {name}_new WITH (FORCE)"))?;
            sql(&format!("CREATE DATABASE {name}_new TEMPLATE template0"))?;
            fill(&(shared.url)(&format!("{name}_new")))?;
            sql(&format!("ALTER DATABASE {name}_new RENAME TO {name}"))?;
        }
        drop(filling);
        Self::cloned(name)
    }

    fn cloned(template: &str) -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        sql(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        sql(&format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
        let url = (shared()?.url)(&name);
        Ok(Self { name, url })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Everything in it, as `pg_dump` shows it.
    pub fn dump(&self) -> io::Result<String> {
        output(Command::new(Path::new(BINARIES).join("pg_dump")).arg("--data-only").arg(&self.url))
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // The cluster is thrown away anyway; this saves its disk.
        let _ = sql(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// Runs one statement as superuser and returns what it prints.
fn sql(statement: &str) -> io::Result<String> {
    let mut psql = Command::new(Path::new(BINARIES).join("psql"));
    psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--command"]);
    psql.arg(statement).arg((shared()?.url)("postgres")).env("PGOPTIONS", "-c client_min_messages=warning");
    output(&mut psql)
}

/// The address with another database.
fn with_database(url: &str, database: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let host_ends = address.find("://").map_or(0, |scheme| scheme + 3);
    let end = address.get(host_ends..).and_then(|rest| rest.find('/')).map_or(address.len(), |slash| host_ends + slash);
    let separator = if query.is_empty() { "" } else { "?" };
    format!("{}/{database}{separator}{query}", address.get(..end).unwrap_or(address))
}

fn as_server_user(program: &str) -> io::Result<Command> {
    let path = Path::new(BINARIES).join(program);
    if !path.exists() {
        return Err(io::Error::other(format!("{} is missing: install postgresql-15", path.display())));
    }
    let mut command = Command::new(path);
    if let Some((user, group)) = server_user()? {
        command.uid(user).gid(group);
    }
    // The server's user need not be allowed to enter the directory of the tests.
    command.current_dir("/");
    Ok(command)
}

/// Whom to run the server as: `None` unless this is root.
fn server_user() -> io::Result<Option<(u32, u32)>> {
    if user_name() != "0" {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let ids = fields.into_iter().find_map(|fields| match fields.as_slice() {
        [name, _, user, group, ..] if *name == SERVER_USER => Some((user.parse().ok()?, group.parse().ok()?)),
        _ => None,
    });
    ids.map(Some).ok_or_else(|| io::Error::other(format!("there is no user {SERVER_USER} to run the server as")))
}

/// The number of this process's user.
fn user_name() -> String {
    fs::metadata("/proc/self").map_or_else(|_| "unknown".to_owned(), |metadata| metadata.uid().to_string())
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)
}

fn locked(path: &Path) -> io::Result<File> {
    let file = open(path)?;
    file.lock()?;
    Ok(file)
}

/// Runs a program that prints nothing of interest. Its children must not keep a pipe of ours open.
fn run(command: &mut Command) -> io::Result<()> {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?}: {status}"))) }
}

fn output(command: &mut Command) -> io::Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(io::Error::other(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim())))
    }
}
