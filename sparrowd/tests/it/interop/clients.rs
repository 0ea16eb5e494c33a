//! The stock clients: installed when the first test asks, and run with a deadline.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

use tokio::process::Command;

/// Longer than any client takes; one that hangs is a failure and not a stuck run.
pub(super) const DEADLINE: Duration = Duration::from_mins(1);

/// The folder that `scripts/clients.sh` fills.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let script = root().join("scripts/clients.sh");
    let output = std::process::Command::new(script).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "the clients can't be installed; see above for why not");
    String::from_utf8(output.stdout).unwrap().trim_end().into()
});

pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A script of `tests/interop/` in Python.
pub(super) fn python(script: &str) -> Command {
    let mut command = command(&FOLDER.join("python/bin/python"));
    command.arg(FOLDER.join("clients").join(script));
    command
}

/// A script of `tests/interop/` in JavaScript. It imports as if it stood beside its packages.
pub(super) fn node(script: &str) -> Command {
    let mut command = command(&FOLDER.join("node"));
    command.args(["--preserve-symlinks", "--preserve-symlinks-main"]);
    command.arg(FOLDER.join("clients").join(script));
    command
}

/// `buf`, whose `curl` is to RPCs what curl is to HTTP.
pub(super) fn buf() -> Command {
    let mut command = command(&FOLDER.join("buf"));
    command.env("HOME", &*FOLDER).args(["--log-format", "text"]);
    command
}

/// curl, as the machine has it.
pub(super) fn curl() -> Command {
    let mut command = command(Path::new("curl"));
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args(["--silent", "--show-error", "--max-time", "30"]);
    command
}

/// Without proxies of the environment: all of this stays on the machine.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("LANG", "C.UTF-8").stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// Runs to the end.
pub(super) async fn run(mut command: Command) -> Output {
    let output = tokio::time::timeout(DEADLINE, command.output()).await;
    output.unwrap_or_else(|_| panic!("{command:?} hangs")).unwrap()
}

/// Runs to the end, which has to be a good one, and returns what was said on stdout.
pub(super) async fn succeed(command: Command) -> String {
    let said = format!("{command:?}");
    let output = run(command).await;
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{said}: {}\n{out}\n{err}", output.status);
    out
}

/// Runs a script that says `ok WHAT` for each thing that worked, and holds it to what it has to say:
/// a script that leaves something out fails.
pub(super) async fn confirm(command: Command, all: &[&str]) {
    let out = succeed(command).await;
    let confirmed: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("ok ")).collect();
    assert_eq!(confirmed, all);
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
