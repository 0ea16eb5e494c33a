//! sparrowctl as it was built, in a home of its own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::SystemTime;

use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tokio::process::Command;

use super::clients;
use crate::harness::daemon::{NAMESPACE, TestDaemon};

/// Beside the tests' own program. A run of the whole workspace has just built it; otherwise it is
/// built here if it is older than its sources.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let tests = std::env::current_exe().unwrap();
    let program = tests.ancestors().nth(2).unwrap().join("sparrowctl");
    let root = clients::root();
    let sources = ["sparrowctl/Cargo.toml", "sparrowctl/src", "proto"].map(|path| root.join(path));
    let newest = sources.iter().map(|path| newest(path)).max().unwrap();
    let built = program.metadata().and_then(|file| file.modified()).ok();
    if built.is_none_or(|built| built < newest) {
        let build = ["build", "--locked", "--package", "sparrowctl", "--bin", "sparrowctl"];
        let cargo =
            std::process::Command::new(env!("CARGO")).current_dir(root).args(build).status();
        assert!(cargo.unwrap().success(), "sparrowctl can't be built");
    }
    program
});

fn newest(path: &Path) -> SystemTime {
    let own = path.metadata().unwrap();
    let inside = own.is_dir().then(|| path.read_dir().unwrap()).into_iter().flatten();
    let inside = inside.map(|entry| newest(&entry.unwrap().path()));
    // When a folder changed says nothing: editors keep their notes there.
    inside
        .chain(own.is_file().then(|| own.modified().unwrap()))
        .max()
        .unwrap_or(SystemTime::UNIX_EPOCH)
}

pub(super) struct Ctl {
    pub(super) home: TempDir,
    server: String,
}

impl Ctl {
    pub(super) fn of(daemon: &TestDaemon) -> Self {
        LazyLock::force(&PROGRAM);
        Self { home: tempfile::tempdir().unwrap(), server: format!("http://{}", daemon.grpc) }
    }

    /// A file in its home, as an argument.
    pub(super) fn file(&self, name: &str, content: &[u8]) -> String {
        let path = self.home.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Runs it with `-o json`, and returns the document; an error is what it said instead.
    pub(super) async fn json<T: DeserializeOwned>(&self, arguments: &[&str]) -> Result<T, String> {
        let mut command = Command::new(&*PROGRAM);
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("SPARROW_CONFIG", self.home.path().join("ctl.toml"))
            .env("SPARROW_SERVER", &self.server)
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .args(arguments)
            .args(["-n", NAMESPACE, "-o", "json"]);
        let output = clients::run(command).await;
        if !output.status.success() {
            return Err(clients::text(&output.stderr));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
    }
}
