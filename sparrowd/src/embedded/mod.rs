//! A private PostgreSQL, for `sparrowd dev` and for the tests.
//!
//! Nobody has to set up a database to try sparrow: if the binaries are on the machine
//! ([`binaries`]), this makes a cluster of its own in one folder ([`cluster`]) and runs it
//! ([`server`]). It listens on a unix socket alone, in a folder closed to others, so that no port
//! is taken and nobody else can reach it. PostgreSQL refuses to run as root, so root runs it as
//! another account ([`account`]).
//!
//! Who starts it holds a lock on the folder for as long as they live. So whoever holds the lock
//! knows that a server found running there was left behind by a dead process, and goes on with it:
//! after a `kill -9` nothing has to be recovered or cleaned up. A folder is only ever removed if it
//! carries our marker.

mod account;
mod binaries;
mod cluster;
mod error;
mod server;

use std::path::{Path, PathBuf};

use crate::config::Environment;

pub use binaries::INSTALL;
pub use error::EmbeddedError;

use account::Account;
use binaries::Binaries;
use cluster::Cluster;
use server::Server;

/// Where root's data goes if nobody names a place: its home is closed to every other account.
const FOLDER_OF_ROOT: &str = "/var/lib/sparrow-dev";
/// Both the database and the role that owns the cluster.
const NAME: &str = "sparrow";
/// The port is only part of the socket's name.
const PORT: u16 = 5432;

/// The folder for everything that `sparrowd dev` keeps; PostgreSQL's own is `postgres` inside it.
pub fn home(environment: &Environment) -> Result<PathBuf, EmbeddedError> {
    if rustix::process::geteuid().is_root() && environment.folder("XDG_DATA_HOME").is_none() {
        return Ok(PathBuf::from(FOLDER_OF_ROOT));
    }
    environment.data_folder().ok_or(EmbeddedError::NoFolder)
}

#[derive(Debug, Clone)]
pub struct Options {
    /// Made if it isn't there. One that holds anything must be ours.
    pub folder: PathBuf,
    /// For the search path.
    pub environment: Environment,
    /// Throw away what the folder holds.
    pub fresh: bool,
    pub durability: Durability,
}

/// What survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// What is committed, whatever happens.
    Full,
    /// What is committed, unless the machine stops. For tests.
    ProcessCrash,
}

/// A running server and the lock on its folder. Dropping it leaves the server running, for the next
/// to find.
#[derive(Debug)]
pub struct Embedded {
    cluster: Cluster,
    server: Server,
    url: String,
}

impl Embedded {
    /// As [`Self::start_blocking`], off the runtime.
    pub async fn start(options: Options) -> Result<Self, EmbeddedError> {
        off_runtime(move || Self::start_blocking(&options)).await
    }

    /// Brings up a server that accepts connections: one left behind, or a new one on the cluster
    /// that is there, or on a new cluster.
    pub fn start_blocking(options: &Options) -> Result<Self, EmbeddedError> {
        let account = Account::for_folder(&options.folder);
        let cluster = Cluster::lock(&options.folder, account)?;
        let left_behind = server::find(&cluster)?;
        if options.fresh {
            if let Some(server) = left_behind {
                server.stop(&cluster)?;
            }
            server::bury(&cluster)?;
            cluster.clear()?;
        } else if let Some(server) = left_behind {
            return Ok(Self::running(cluster, server));
        }
        server::bury(&cluster)?;
        let binaries = match cluster.major()? {
            Some(major) => Binaries::of_major(&options.environment, major, &cluster)?,
            None => Binaries::newest(&options.environment)?,
        };
        cluster.create(&binaries, options.durability)?;
        let server = server::launch(&cluster, &binaries, options.durability)?;
        Ok(Self::running(cluster, server))
    }

    fn running(cluster: Cluster, server: Server) -> Self {
        let url = url(server.socket_folder());
        Self { cluster, server, url }
    }

    /// A URL that sqlx, libpq and `psql` understand.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn folder(&self) -> &Path {
        self.cluster.folder()
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Whether the server was found running.
    pub fn was_left_behind(&self) -> bool {
        self.server.was_left_behind()
    }

    /// Ends its sessions and stops it; then lets go of the folder.
    pub async fn stop(self) -> Result<(), EmbeddedError> {
        off_runtime(move || self.stop_blocking()).await
    }

    /// Whatever server runs on the folder by now is the one that is stopped.
    pub fn stop_blocking(self) -> Result<(), EmbeddedError> {
        match server::find(&self.cluster)? {
            Some(server) => server.stop(&self.cluster),
            None => Ok(()),
        }
    }
}

async fn off_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EmbeddedError> + Send + 'static,
) -> Result<T, EmbeddedError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(EmbeddedError::Interrupted))
}

fn url(socket_folder: &Path) -> String {
    let mut host = String::new();
    for byte in socket_folder.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => host.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => host.push(char::from(*byte)),
            _ => host.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
    format!("postgres:///{NAME}?host={host}&user={NAME}")
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or_default().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_carries_any_folder() {
        assert_eq!(
            url(Path::new("/home/a b/+ü/run")),
            "postgres:///sparrow?host=/home/a%20b/%2B%C3%BC/run&user=sparrow"
        );
    }
}
