//! The server process: found, launched, stopped.
//!
//! PostgreSQL writes the state of its life into `postmaster.pid` inside the cluster. A process id
//! alone proves nothing, since ids are used again; what tells a server of this cluster is that its
//! working directory is the cluster's folder.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::DirBuilderExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use sha2::{Digest as _, Sha256};

use super::binaries::Binaries;
use super::cluster::Cluster;
use super::error::EmbeddedError;
use super::greeting::takes_sessions;
use super::{Durability, PORT};
use crate::clock::Clock;

/// Recovery after a crash comes before the first connection.
const STARTS_WITHIN: Duration = Duration::from_mins(1);
const STOPS_WITHIN: Duration = Duration::from_secs(30);
/// Those without a postmaster notice it and end by themselves.
const ORPHANS_END_WITHIN: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// `sun_path` holds 108 bytes, one of them NUL.
const SOCKET_PATH_BYTES: usize = 107;
const LOG_BYTES: u64 = 8 << 20;

/// Of the machine's memory, or of what a control group leaves of it, PostgreSQL may hold this part in
/// buffers of its own: what finds no place there goes to the disk, in the way of commits. It takes no more
/// than it fills.
const BUFFERS_OF_MEMORY: u64 = 16;
const LEAST_BUFFERS_MIB: u64 = 256;
const MOST_BUFFERS_MIB: u64 = 1_024;
const LIMIT_OF_GROUP: &str = "/sys/fs/cgroup/memory.max";

/// For a laptop: enough for thousands of events per second, little when idle.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "max_connections=200",
    "max_wal_size=2GB",
    "checkpoint_timeout=15min",
    "jit=off",
    "logging_collector=off",
    "log_destination=stderr",
    "log_checkpoints=off",
    "cluster_name=sparrow",
];
const FULL: &[&str] = &["fsync=on", "synchronous_commit=on", "full_page_writes=on"];
const PROCESS_CRASH: &[&str] = &["fsync=off", "synchronous_commit=on", "full_page_writes=off"];

#[derive(Debug)]
pub(super) struct Server {
    pid: u32,
    socket_folder: PathBuf,
    left_behind: bool,
}

impl Server {
    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    pub(super) fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    pub(super) fn was_left_behind(&self) -> bool {
        self.left_behind
    }

    /// Ends the sessions and checkpoints; without that if it takes too long.
    pub(super) fn stop(&self, cluster: &Cluster) -> Result<(), EmbeddedError> {
        for signal in [Signal::INT, Signal::QUIT] {
            self.signal(cluster, signal);
            if wait(STOPS_WITHIN, || !serves(self.pid, &cluster.data())) {
                if !self.socket_folder.starts_with(cluster.folder()) {
                    // Only goes if it is empty; a folder left costs nothing.
                    drop(fs::remove_dir(&self.socket_folder));
                }
                return Ok(());
            }
        }
        Err(late("did not stop", STOPS_WITHIN * 2, cluster))
    }

    fn signal(&self, cluster: &Cluster, signal: Signal) {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid
            && serves(self.pid, &cluster.data())
        {
            // One that is gone by now needs no signal.
            let _ = kill_process(pid, signal);
        }
    }
}

/// The server that runs on this cluster, whatever it is at.
pub(super) fn running(cluster: &Cluster) -> Option<Server> {
    let status = Status::read(&cluster.data())?;
    let Status { pid, socket_folder, .. } = status;
    serves(pid, &cluster.data()).then_some(Server { pid, socket_folder, left_behind: true })
}

/// The server that runs on this cluster already, once it takes sessions. One that is on its way out
/// is waited for, and is none.
pub(super) fn find(cluster: &Cluster) -> Result<Option<Server>, EmbeddedError> {
    let start = Clock::now();
    while let Some(server) = running(cluster) {
        if takes_sessions(&socket_in(&server.socket_folder)) {
            return Ok(Some(server));
        }
        if Clock::now().since(start) > STARTS_WITHIN {
            return Err(late("neither started nor stopped", STARTS_WITHIN, cluster));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(None)
}

pub(super) fn launch(
    cluster: &Cluster,
    binaries: &Binaries,
    durability: Durability,
) -> Result<Server, EmbeddedError> {
    let socket_folder = socket_folder(cluster)?;
    let (log, log_start) = open_log(cluster)?;
    let log_too = log.try_clone().map_err(EmbeddedError::io("opening", &cluster.log()))?;
    let mut postgres = cluster.account().command(&binaries.postgres());
    postgres.arg("-D").arg(cluster.data());
    let mut set = |setting: &str| {
        postgres.args(["-c", setting]);
    };
    set(&format!("port={PORT}"));
    set(&format!("unix_socket_directories={}", socket_folder.display()));
    set(&format!("shared_buffers={}MB", buffers_mib(memory_mib())));
    let durable = if durability == Durability::Full { FULL } else { PROCESS_CRASH };
    SETTINGS.iter().chain(durable).for_each(|setting| set(setting));
    // A group of its own: a Ctrl-C on the terminal is for the daemon, which stops it in its turn.
    postgres.process_group(0).stdin(Stdio::null()).stdout(log).stderr(log_too);
    let child = postgres.spawn().map_err(EmbeddedError::io("running", &binaries.postgres()))?;
    let pid = child.id();
    wait_until_ready(child, cluster, log_start)?;
    Ok(Server { pid, socket_folder, left_behind: false })
}

fn buffers_mib(memory_mib: u64) -> u64 {
    (memory_mib / BUFFERS_OF_MEMORY).clamp(LEAST_BUFFERS_MIB, MOST_BUFFERS_MIB)
}

fn memory_mib() -> u64 {
    let machine = rustix::system::sysinfo();
    let machine = machine.totalram.saturating_mul(u64::from(machine.mem_unit));
    let limit = fs::read_to_string(LIMIT_OF_GROUP).ok();
    // "max" is none.
    let limit = limit.and_then(|limit| limit.trim().parse::<u64>().ok());
    limit.map_or(machine, |limit| limit.min(machine)) >> 20
}

fn wait_until_ready(
    mut child: Child,
    cluster: &Cluster,
    log_start: u64,
) -> Result<(), EmbeddedError> {
    let start = Clock::now();
    loop {
        if let Ok(Some(_)) = child.try_wait() {
            let output = last_lines(&cluster.log(), log_start);
            return Err(EmbeddedError::Ended { output, log: cluster.log() });
        }
        if Status::read(&cluster.data()).is_some_and(|it| it.pid == child.id() && it.ready) {
            break;
        }
        if Clock::now().since(start) > STARTS_WITHIN {
            return Err(late("did not accept connections", STARTS_WITHIN, cluster));
        }
        std::thread::sleep(LOOK_EVERY);
    }
    // It is our child: when it ends, somebody has to take note, or it stays as a zombie.
    let reaper = std::thread::Builder::new().name("postgres-end".to_owned());
    let waiting = reaper.spawn(move || drop(child.wait()));
    waiting.map(drop).map_err(EmbeddedError::io("watching", &cluster.data()))
}

/// Waits for what a dead server left running, and removes the files that it left: its process id may
/// be somebody else's by now, or that of a process whose end nobody took note of, and PostgreSQL
/// would take either for a server.
pub(super) fn bury(cluster: &Cluster) -> Result<(), EmbeddedError> {
    let data = cluster.data();
    if !wait(ORPHANS_END_WITHIN, || !anybody_in(&data)) {
        return Err(late("left processes behind that did not end", ORPHANS_END_WITHIN, cluster));
    }
    let sockets = socket_folder(cluster)?;
    let socket = socket_in(&sockets);
    let lock = socket.with_added_extension("lock");
    for file in [data.join("postmaster.pid"), socket, lock] {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(EmbeddedError::io("removing", &file)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// What `postmaster.pid` tells.
#[derive(Debug, PartialEq, Eq)]
struct Status {
    pid: u32,
    socket_folder: PathBuf,
    ready: bool,
}

impl Status {
    fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(data.join("postmaster.pid")).ok()?)
    }

    /// Its lines: process, cluster, start, port, socket's folder, address, shared memory, status.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let socket_folder = PathBuf::from(lines.nth(3).unwrap_or_default());
        let ready = lines.nth(2).is_some_and(|status| status.trim() == "ready");
        Some(Self { pid, socket_folder, ready })
    }
}

/// A process that has ended and waits for its parent to take note has no working directory.
fn serves(pid: u32, data: &Path) -> bool {
    fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == data)
}

fn anybody_in(data: &Path) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else { return false };
    processes
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .any(|pid| serves(pid, data))
}

fn socket_in(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// Where the socket goes: inside the folder, unless that makes its path longer than the kernel
/// takes, or has in it what separates the folders of the setting.
fn socket_folder(cluster: &Cluster) -> Result<PathBuf, EmbeddedError> {
    let inside = cluster.folder().join("run");
    let path = inside.as_os_str();
    let bytes = socket_in(&inside).as_os_str().len();
    let plain = path.to_str().is_some_and(|text| !text.contains([',', '"', '\'', ' ']));
    let folder = if plain && bytes <= SOCKET_PATH_BYTES {
        inside
    } else {
        let hash = Sha256::digest(path.as_encoded_bytes());
        let name = hash.iter().take(8).fold(0_u64, |name, byte| name << 8 | u64::from(*byte));
        PathBuf::from(format!("/tmp/sparrow-{name:016x}"))
    };
    let made = DirBuilder::new().mode(0o700).create(&folder);
    match made.and_then(|()| cluster.account().give(&folder)) {
        Ok(()) => Ok(folder),
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(EmbeddedError::io("making", &folder)(error))
        }
        Err(_) if cluster.account().owns(&folder) => Ok(folder),
        Err(_) => Err(EmbeddedError::NotOurs { folder }),
    }
}

/// The log to append to, and its length.
fn open_log(cluster: &Cluster) -> Result<(File, u64), EmbeddedError> {
    let path = cluster.log();
    if fs::metadata(&path).is_ok_and(|is| is.len() > LOG_BYTES) {
        let older = path.with_extension("log.1");
        fs::rename(&path, &older).map_err(EmbeddedError::io("moving", &path))?;
    }
    let opened = OpenOptions::new().create(true).append(true).open(&path);
    let file = opened.map_err(EmbeddedError::io("opening", &path))?;
    let length = file.metadata().map_or(0, |is| is.len());
    Ok((file, length))
}

fn last_lines(log: &Path, from: u64) -> String {
    let mut text = String::new();
    let read = File::open(log).and_then(|mut file| {
        file.seek(SeekFrom::Start(from))?;
        file.read_to_string(&mut text)
    });
    if let Err(error) = read {
        return format!("its log can't be read: {error}");
    }
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("; ")
}

fn wait(limit: Duration, done: impl Fn() -> bool) -> bool {
    let start = Clock::now();
    while !done() {
        if Clock::now().since(start) > limit {
            return false;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    true
}

fn late(what: &'static str, limit: Duration, cluster: &Cluster) -> EmbeddedError {
    EmbeddedError::Late { what, seconds: limit.as_secs(), log: cluster.log() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_a_server_is_read() {
        let text = "4211\n/d/data\n1763773\n5432\n/d/run\n\n  5432001   7\nready   \n";
        let status = Status { pid: 4211, socket_folder: "/d/run".into(), ready: true };
        assert_eq!(Status::parse(text), Some(status));
        let starting = text.replace("ready   ", "starting");
        assert!(!Status::parse(&starting).unwrap().ready);
        let young = "4211\n/d/data\n1763773\n5432\n";
        assert!(!Status::parse(young).unwrap().ready, "the rest is still to be written");
        assert_eq!(Status::parse(""), None);
    }

    #[test]
    fn its_buffers_are_a_part_of_the_memory_within_bounds() {
        assert_eq!([512, 8_192, 1 << 20].map(buffers_mib), [256, 512, 1_024]);
        assert!(memory_mib() > 0);
    }

    #[test]
    fn a_process_is_known_by_its_working_directory() {
        let here = std::env::current_dir().unwrap();
        assert!(serves(std::process::id(), &here));
        assert!(!serves(std::process::id(), Path::new("/nowhere")));
        assert!(anybody_in(&here));
    }
}
