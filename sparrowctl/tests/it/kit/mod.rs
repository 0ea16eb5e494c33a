//! The test kit: a fake daemon, and a client that knows only it.

pub mod cases;
pub mod fake;
pub mod sample;
pub mod services;

use std::{path::PathBuf, time::Duration};

use assert_cmd::Command;
use tempfile::TempDir;

pub use fake::Fake;

/// Longer than any test takes; a client that hangs is a failure and not a stuck run.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub out: String,
    pub err: String,
    pub code: i32,
}

/// A client with a home of its own and a clean environment.
pub struct Client {
    pub home: TempDir,
    pub server: String,
}

impl Client {
    pub fn of(fake: &Fake) -> Self {
        Self { home: tempfile::tempdir().unwrap(), server: fake.url() }
    }

    /// One whose daemon is not there.
    pub fn alone() -> Self {
        // Port 1 of the loopback is never served here.
        Self { home: tempfile::tempdir().unwrap(), server: "http://127.0.0.1:1".to_owned() }
    }

    pub fn config(&self) -> PathBuf {
        self.home.path().join("ctl.toml")
    }

    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HOME", self.home.path().display().to_string()),
            ("SPARROW_CONFIG", self.config().display().to_string()),
            ("SPARROW_SERVER", self.server.clone()),
            ("SPARROW_TEST_NOW", sample::NOW.to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("COLUMNS", "120".to_owned()),
        ]
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("sparrowctl").unwrap();
        command
            .env_clear()
            .envs(self.environment())
            .current_dir(self.home.path())
            .timeout(DEADLINE)
            .args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        finish(self.command(arguments))
    }

    pub fn run_with(&self, arguments: &[&str], stdin: impl Into<Vec<u8>>) -> Ran {
        let mut command = self.command(arguments);
        command.write_stdin(stdin);
        finish(command)
    }
}

/// Runs to the end and tells what came out.
pub fn finish(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap_or(-1),
    }
}

impl Ran {
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// All three together, for a snapshot.
    pub fn whole(&self) -> String {
        format!("{}--- stderr\n{}--- exit {}\n", self.out, self.err, self.code)
    }
}

/// A refusal with everything that one can have, for any call.
pub fn refusal_everywhere() -> tonic::Status {
    fake::refusal(
        tonic::Code::FailedPrecondition,
        "already_ended",
        "it has ended",
        &[("hint", "look: sparrowctl health"), ("detail", "an hour ago")],
    )
}
