//! The folder: its lock, its marker, and the cluster inside.
//!
//! ```text
//! FOLDER/sparrow-postgres   the marker: this folder is ours and may be removed
//! FOLDER/lock               held by the daemon, with its process id inside
//! FOLDER/data/              the cluster; complete, because it is renamed into place
//! FOLDER/run/               the socket
//! FOLDER/postgres.log
//! ```

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::{FlockOperation, flock};

use super::account::Account;
use super::binaries::Binaries;
use super::error::EmbeddedError;
use super::{Durability, NAME};

const MARKER: &str = "sparrow-postgres";
const MARKER_TEXT: &str = "A private PostgreSQL of sparrow. `sparrowd dev --fresh` removes it.\n";
const LOCK: &str = "lock";
const LOG: &str = "postgres.log";

/// A folder that this process holds the lock of.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: PathBuf,
    account: Account,
    _lock: Lock,
}

impl Cluster {
    /// Makes the folder if need be and takes its lock.
    pub(super) fn lock(folder: &Path, account: Account) -> Result<Self, EmbeddedError> {
        if let Some(path) = account.closed_on_the_way(folder) {
            return Err(EmbeddedError::Closed { path, account: account.name().to_owned() });
        }
        make_folder(folder, &account)?;
        // `/proc` knows a process's working directory under this name.
        let folder = fs::canonicalize(folder).map_err(EmbeddedError::io("opening", folder))?;
        mark(&folder, &account)?;
        let lock = take_lock(&folder)?;
        Ok(Self { folder, account, _lock: lock })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn account(&self) -> &Account {
        &self.account
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.join(LOG)
    }

    /// The version that the cluster is of, if there is one.
    pub(super) fn major(&self) -> Result<Option<u32>, EmbeddedError> {
        let path = self.data().join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.trim().parse().ok()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EmbeddedError::io("reading", &path)(error)),
        }
    }

    /// Removes everything but the marker and the lock.
    pub(super) fn clear(&self) -> Result<(), EmbeddedError> {
        let reading = EmbeddedError::io("reading", &self.folder);
        for entry in fs::read_dir(&self.folder).map_err(reading)?.flatten() {
            if [MARKER, LOCK].iter().any(|kept| entry.file_name() == *kept) {
                continue;
            }
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|is| is.is_dir());
            let removed =
                if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(EmbeddedError::io("removing", &path))?;
        }
        Ok(())
    }

    /// Makes the cluster and its database, unless they are there.
    pub(super) fn create(
        &self,
        binaries: &Binaries,
        durability: Durability,
    ) -> Result<(), EmbeddedError> {
        if self.major()?.is_some() {
            return Ok(());
        }
        let unfinished = self.folder.join("data.new");
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(EmbeddedError::io("removing", &unfinished)(error));
            }
            _ => {}
        }
        self.initdb(binaries, &unfinished, durability)?;
        self.create_database(binaries, &unfinished)?;
        fs::rename(&unfinished, self.data()).map_err(EmbeddedError::io("moving", &unfinished))
    }

    fn initdb(
        &self,
        binaries: &Binaries,
        data: &Path,
        durability: Durability,
    ) -> Result<(), EmbeddedError> {
        let mut initdb = self.account.command(&binaries.initdb());
        initdb.arg("-D").arg(data).args(["-U", NAME, "--encoding=UTF8", "--locale=C"]);
        initdb.args(["--auth-local=trust", "--auth-host=reject", "--no-instructions"]);
        if durability == Durability::ProcessCrash {
            initdb.arg("--no-sync");
        }
        run("initdb", &mut initdb, "").map(|_| ())
    }

    /// In single-user mode: the database is there before the server first accepts anybody, and no
    /// client is needed.
    fn create_database(&self, binaries: &Binaries, data: &Path) -> Result<(), EmbeddedError> {
        const STEP: &str = "creating the database";
        let mut single = self.account.command(&binaries.postgres());
        single.args(["--single", "-D"]).arg(data).args(["-c", "fsync=off", "postgres"]);
        let said = run(STEP, &mut single, &format!("CREATE DATABASE {NAME};\n"))?;
        // A statement that fails does not fail the program.
        if said.contains("ERROR:") {
            return Err(EmbeddedError::Step { step: STEP, output: said.trim().to_owned() });
        }
        Ok(())
    }
}

/// Runs a command to its end; what it wrote to stderr.
fn run(step: &'static str, command: &mut Command, input: &str) -> Result<String, EmbeddedError> {
    let failed = |error: io::Error| EmbeddedError::Step { step, output: error.to_string() };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended before it read this tells why on stderr.
        drop(stdin.write_all(input.as_bytes()));
    }
    let ended = child.wait_with_output().map_err(failed)?;
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    if ended.status.success() {
        return Ok(said);
    }
    Err(EmbeddedError::Step { step, output: format!("{}: {}", ended.status, said.trim()) })
}

/// If another account has to get there, what is made on the way is open to pass, whatever the umask.
fn make_folder(folder: &Path, account: &Account) -> Result<(), EmbeddedError> {
    let mode = if *account == Account::Own { 0o700 } else { 0o755 };
    let missing: Vec<_> = folder.ancestors().take_while(|path| !path.exists()).collect();
    for path in missing.into_iter().rev() {
        let made = DirBuilder::new().mode(mode).create(path);
        let made = made.and_then(|()| fs::set_permissions(path, Permissions::from_mode(mode)));
        made.map_err(EmbeddedError::io("making", path))?;
    }
    Ok(())
}

/// An empty folder becomes ours, and closed to others; one with anything in it must have been.
fn mark(folder: &Path, account: &Account) -> Result<(), EmbeddedError> {
    let marker = folder.join(MARKER);
    if marker.is_file() {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder).map_err(EmbeddedError::io("reading", folder))?;
    if entries.next().is_some() {
        return Err(EmbeddedError::NotOurs { folder: folder.to_owned() });
    }
    let closed = fs::set_permissions(folder, Permissions::from_mode(0o700));
    closed.and_then(|()| account.give(folder)).map_err(EmbeddedError::io("giving away", folder))?;
    fs::write(&marker, MARKER_TEXT).map_err(EmbeddedError::io("writing", &marker))
}

#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    /// Closing would do, but for a child that another thread is just starting: until it runs its
    /// program it holds the file too.
    fn drop(&mut self) {
        let _ = flock(&self.0, FlockOperation::Unlock);
    }
}

fn take_lock(folder: &Path) -> Result<Lock, EmbeddedError> {
    let path = folder.join(LOCK);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(EmbeddedError::io("opening", &path))?;
    if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
        let mut holder = String::new();
        let read = file.read_to_string(&mut holder);
        let pid = read.ok().and_then(|_| holder.trim().parse().ok());
        return Err(EmbeddedError::InUse { folder: folder.to_owned(), pid });
    }
    let written = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| writeln!(file, "{}", std::process::id()));
    written.map_err(EmbeddedError::io("writing", &path))?;
    Ok(Lock(file))
}
