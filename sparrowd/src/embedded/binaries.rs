//! Finds PostgreSQL's server binaries, which distributions keep off the PATH.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cluster::Cluster;
use super::error::EmbeddedError;
use crate::config::Environment;

/// The oldest that the schema works on.
pub(super) const OLDEST_MAJOR: u32 = 15;

/// Installs them on Debian and its kin. Their package would otherwise make a cluster of its own,
/// start it with every boot and take port 5432.
pub const INSTALL: &str = "mkdir -p /etc/postgresql-common/createcluster.d && \
     echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/sparrow.conf && \
     apt-get update && apt-get install -y --no-install-recommends postgresql";

/// Folders with a folder per version inside: what stands before the version, and after it.
const PER_VERSION: &[(&str, &str, &str)] = &[
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/lib", "postgresql", "bin"),
];
const PLAIN: &[&str] = &["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"];

/// A folder that holds `postgres` and `initdb` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Binaries {
    folder: PathBuf,
    pub(super) major: u32,
}

impl Binaries {
    /// The first found on the PATH, else the newest of the usual places.
    pub(super) fn newest(environment: &Environment) -> Result<Self, EmbeddedError> {
        let mut found = all(environment);
        match found.iter().position(|binaries| binaries.major >= OLDEST_MAJOR) {
            Some(first) => Ok(found.swap_remove(first)),
            None => Err(EmbeddedError::NoBinaries { newest: found.first().map(|one| one.major) }),
        }
    }

    /// Those for a cluster that exists: PostgreSQL reads clusters of its own version only.
    pub(super) fn of_major(
        environment: &Environment,
        major: u32,
        cluster: &Cluster,
    ) -> Result<Self, EmbeddedError> {
        let found = all(environment);
        let majors: Vec<_> = found.iter().map(|one| one.major).collect();
        found.into_iter().find(|one| one.major == major).ok_or_else(|| match majors.as_slice() {
            [] => EmbeddedError::NoBinaries { newest: None },
            _ => EmbeddedError::OtherMajor {
                folder: cluster.folder().to_owned(),
                cluster: major,
                found: majors,
            },
        })
    }

    pub(super) fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    pub(super) fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    fn inspect(folder: &Path) -> Option<Self> {
        // A link on the PATH leads to the folder that holds the rest.
        let postgres = fs::canonicalize(folder.join("postgres")).ok()?;
        let folder = postgres.parent()?.to_owned();
        if !folder.join("initdb").is_file() {
            return None;
        }
        let said = Command::new(&postgres).arg("--version").output().ok()?;
        let major = major(&String::from_utf8_lossy(&said.stdout))?;
        Some(Self { folder, major })
    }
}

/// All there are, in the order of preference.
fn all(environment: &Environment) -> Vec<Binaries> {
    let path = environment.get("PATH").unwrap_or_default();
    let path: Vec<_> = path.split(':').filter(|f| f.starts_with('/')).map(PathBuf::from).collect();
    let mut found: Vec<_> = path.iter().filter_map(|folder| Binaries::inspect(folder)).collect();
    let mut elsewhere: Vec<_> = per_version()
        .into_iter()
        .chain(told_by_pg_config(&path))
        .chain(PLAIN.iter().map(PathBuf::from))
        .filter_map(|folder| Binaries::inspect(&folder))
        .collect();
    elsewhere.sort_by_key(|one| std::cmp::Reverse(one.major));
    found.append(&mut elsewhere);
    found
}

fn per_version() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (top, before, inside) in PER_VERSION {
        let Ok(entries) = fs::read_dir(top) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let version = name.to_str().and_then(|name| name.strip_prefix(before));
            if version.is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit())) {
                folders.push(entry.path().join(inside));
            }
        }
    }
    folders
}

fn told_by_pg_config(path: &[PathBuf]) -> Option<PathBuf> {
    let pg_config = path.iter().map(|folder| folder.join("pg_config")).find(|it| it.is_file())?;
    let said = Command::new(pg_config).arg("--bindir").output().ok()?;
    let folder = String::from_utf8(said.stdout).ok()?;
    Some(PathBuf::from(folder.trim()))
}

/// The version of `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`.
fn major(said: &str) -> Option<u32> {
    let version = said.split_once("(PostgreSQL) ")?.1;
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn pretend(folder: &Path, version: &str) -> PathBuf {
        let folder = folder.join(version);
        fs::create_dir(&folder).unwrap();
        for name in ["postgres", "initdb"] {
            let script = format!("#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n");
            fs::write(folder.join(name), script).unwrap();
            let executable = fs::Permissions::from_mode(0o755);
            fs::set_permissions(folder.join(name), executable).unwrap();
        }
        fs::canonicalize(folder).unwrap()
    }

    fn on_path(folders: &[&Path]) -> Environment {
        let path: Vec<_> = folders.iter().map(|folder| folder.to_str().unwrap()).collect();
        [("PATH", path.join(":"))].into_iter().collect()
    }

    #[test]
    fn the_hint_is_what_the_script_does() {
        let script = include_str!("../../../scripts/prepare.sh").replace("\\\n", "");
        assert!(script.contains(INSTALL), "{INSTALL}");
    }

    #[test]
    fn the_version_is_read() {
        assert_eq!(major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(major("something else 15\n"), None);
    }

    #[test]
    fn the_path_comes_first_and_old_versions_are_passed_over() {
        let top = tempfile::tempdir().unwrap();
        let old = pretend(top.path(), "14.2");
        let new = pretend(top.path(), "99.1");
        let newest = Binaries::newest(&on_path(&[&old, &new])).unwrap();
        assert_eq!(newest, Binaries { folder: new, major: 99 });
    }

    #[test]
    fn a_link_on_the_path_leads_to_the_folder_with_the_rest() {
        let top = tempfile::tempdir().unwrap();
        let real = pretend(top.path(), "98.0");
        let links = top.path().join("links");
        fs::create_dir(&links).unwrap();
        std::os::unix::fs::symlink(real.join("postgres"), links.join("postgres")).unwrap();
        let found = Binaries::newest(&on_path(&[&links])).unwrap();
        assert_eq!(found.initdb(), real.join("initdb"));
    }
}
