//! Why there is no private PostgreSQL, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::binaries::{INSTALL, OLDEST_MAJOR};

#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    #[error("no PostgreSQL {OLDEST_MAJOR} or newer was found on this machine{}", beside(*newest))]
    NoBinaries { newest: Option<u32> },
    #[error("there is no folder for data: neither XDG_DATA_HOME nor HOME is set")]
    NoFolder,
    #[error("{account} can't enter {}, and PostgreSQL refuses to run as root", path.display())]
    Closed { path: PathBuf, account: String },
    #[error("{} holds files that are not sparrow's", folder.display())]
    NotOurs { folder: PathBuf },
    #[error("{} is used by another sparrowd{}", folder.display(), by(*pid))]
    InUse { folder: PathBuf, pid: Option<u32> },
    #[error("{} was made by PostgreSQL {cluster}, and this machine has {}", folder.display(), list(found))]
    OtherMajor { folder: PathBuf, cluster: u32, found: Vec<u32> },
    #[error("{step} failed: {output}")]
    Step { step: &'static str, output: String },
    #[error("PostgreSQL ended at once: {output}")]
    Ended { output: String, log: PathBuf },
    #[error("PostgreSQL {what} within {seconds} s")]
    Late { what: &'static str, seconds: u64, log: PathBuf },
    #[error("{doing} {} failed", path.display())]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("the work on PostgreSQL was interrupted")]
    Interrupted,
}

impl EmbeddedError {
    /// What to do, where we know.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoBinaries { .. } => Some(format!(
                "as root: {INSTALL}; or name a server of your own: sparrowd dev --postgres URL"
            )),
            Self::NoFolder => Some("set XDG_DATA_HOME to an absolute path".to_owned()),
            Self::Closed { path, .. } => Some(format!(
                "set XDG_DATA_HOME to a folder that every account can pass, or chmod o+x {}",
                path.display()
            )),
            Self::NotOurs { .. } => Some("set XDG_DATA_HOME to another folder".to_owned()),
            Self::InUse { .. } => Some(
                "stop it first, or set XDG_DATA_HOME to another folder to run a second one"
                    .to_owned(),
            ),
            Self::OtherMajor { cluster, .. } => Some(format!(
                "install PostgreSQL {cluster} beside it (postgresql-{cluster}), or throw the data \
                 away: sparrowd dev --fresh"
            )),
            Self::Ended { log, .. } | Self::Late { log, .. } => {
                Some(format!("its log is {}", log.display()))
            }
            Self::Step { .. } | Self::Io { .. } | Self::Interrupted => None,
        }
    }

    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }
}

fn beside(newest: Option<u32>) -> String {
    newest.map(|major| format!(", only {major}")).unwrap_or_default()
}

fn by(pid: Option<u32>) -> String {
    pid.map(|pid| format!(", process {pid}")).unwrap_or_default()
}

fn list(majors: &[u32]) -> String {
    let mut majors = majors.to_vec();
    majors.sort_unstable();
    majors.dedup();
    majors.iter().map(u32::to_string).collect::<Vec<_>>().join(" and ")
}
