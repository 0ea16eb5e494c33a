//! Whose processes they are: PostgreSQL refuses to run as root.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Accounts that may run PostgreSQL in root's stead, best first.
const UNPRIVILEGED: &[&str] = &["postgres", "nobody"];
/// The kernel's overflow ids, which are nobody's on every Linux.
const NOBODY: (u32, u32) = (65534, 65534);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Account {
    /// The one that this process runs as.
    Own,
    /// This process is root, so another one.
    Other { name: String, uid: u32, gid: u32 },
}

impl Account {
    /// The account for a cluster in this folder: whose it is already, else the first that exists.
    pub(super) fn for_folder(folder: &Path) -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self::Own;
        }
        let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let owner = fs::metadata(folder).ok().map(|is| (is.uid(), is.gid()));
        Self::choose(&accounts, owner.filter(|(uid, _)| *uid != 0))
    }

    fn choose(accounts: &str, owner: Option<(u32, u32)>) -> Self {
        let all = || accounts.lines().filter_map(parse);
        if let Some((uid, gid)) = owner {
            let name = all().find(|(_, other, _)| *other == uid);
            let name = name.map_or_else(|| format!("user {uid}"), |(name, _, _)| name.to_owned());
            return Self::Other { name, uid, gid };
        }
        UNPRIVILEGED
            .iter()
            .find_map(|wanted| all().find(|(name, uid, _)| name == wanted && *uid != 0))
            .map_or_else(
                || Self::Other { name: "nobody".to_owned(), uid: NOBODY.0, gid: NOBODY.1 },
                |(name, uid, gid)| Self::Other { name: name.to_owned(), uid, gid },
            )
    }

    /// A command that will run as this account, in a place that it can be in, with an environment
    /// that says nothing about other PostgreSQL servers.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("PATH", "/usr/bin:/bin").env("LC_ALL", "C").current_dir("/");
        if let Self::Other { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
        command
    }

    pub(super) fn give(&self, path: &Path) -> std::io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { uid, gid, .. } => chown(path, Some(*uid), Some(*gid)),
        }
    }

    pub(super) fn name(&self) -> &str {
        match self {
            Self::Own => "you",
            Self::Other { name, .. } => name,
        }
    }

    /// Whether a folder that this account finds is its own.
    pub(super) fn owns(&self, path: &Path) -> bool {
        let own = match self {
            Self::Own => rustix::process::geteuid().as_raw(),
            Self::Other { uid, .. } => *uid,
        };
        fs::symlink_metadata(path).is_ok_and(|is| is.is_dir() && is.uid() == own)
    }

    /// The first folder on the way to `path` that this account can't pass.
    pub(super) fn closed_on_the_way(&self, path: &Path) -> Option<PathBuf> {
        let Self::Other { uid, gid, .. } = self else { return None };
        let mut way: Vec<_> = path.ancestors().skip(1).collect();
        way.reverse();
        way.into_iter()
            .find(|folder| {
                let Ok(is) = fs::metadata(folder) else { return false };
                let pass = match (is.uid() == *uid, is.gid() == *gid) {
                    (true, _) => 0o100,
                    (false, true) => 0o010,
                    (false, false) => 0o001,
                };
                is.mode() & pass == 0
            })
            .map(Path::to_owned)
    }
}

/// Name, user and group of a line of passwd(5).
fn parse(line: &str) -> Option<(&str, u32, u32)> {
    let mut fields = line.split(':');
    let name = fields.next()?;
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some((name, uid, gid))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNTS: &str = "root:x:0:0:root:/root:/bin/bash\n\
        nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n\
        broken\n\
        postgres:x:101:104::/var/lib/postgresql:/bin/bash\n";

    fn other(name: &str, uid: u32, gid: u32) -> Account {
        Account::Other { name: name.to_owned(), uid, gid }
    }

    #[test]
    fn root_hands_over_to_postgres_or_nobody() {
        assert_eq!(Account::choose(ACCOUNTS, None), other("postgres", 101, 104));
        let without = ACCOUNTS.replace("postgres:", "other:");
        assert_eq!(Account::choose(&without, None), other("nobody", 65534, 65534));
        assert_eq!(Account::choose("", None), other("nobody", 65534, 65534));
        let disguised = "postgres:x:0:0::/:/bin/sh\n";
        assert_eq!(Account::choose(disguised, None), other("nobody", 65534, 65534));
    }

    #[test]
    fn a_cluster_stays_with_its_owner() {
        let nobody = Some((65534, 65534));
        assert_eq!(Account::choose(ACCOUNTS, nobody), other("nobody", 65534, 65534));
        assert_eq!(Account::choose(ACCOUNTS, Some((7, 8))), other("user 7", 7, 8));
    }

    #[test]
    fn the_closed_folder_on_the_way_is_named() {
        use std::os::unix::fs::PermissionsExt as _;
        let top = tempfile::tempdir().unwrap();
        let open = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
        let closed = top.path().join("closed");
        fs::create_dir(&closed).unwrap();
        open(top.path(), 0o755).unwrap();
        open(&closed, 0o700).unwrap();
        let stranger = other("stranger", 4_000_000, 4_000_000);
        assert_eq!(stranger.closed_on_the_way(&closed.join("data")), Some(closed.clone()));
        open(&closed, 0o711).unwrap();
        assert_eq!(stranger.closed_on_the_way(&closed.join("data")), None);
    }
}
