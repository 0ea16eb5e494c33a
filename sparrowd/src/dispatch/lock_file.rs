//! The file that tells the next process on this machine who died here.
//!
//! A node holds a lock on the first free of `node-0`, `node-1`, … in its state directory, with its id
//! and the kernel's boot id inside. Whoever gets the lock of such a file, under the same boot id,
//! knows that the writer is dead, without waiting for a beat to stand still.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use uuid::Uuid;

use crate::domain::ids::NodeId;

/// Nodes on one machine that share a state directory, at most.
const MAX_NODES: u32 = 64;

#[derive(Debug, thiserror::Error)]
pub enum LockFileError {
    #[error("the state directory {} can't be used", path.display())]
    Directory { path: PathBuf, source: io::Error },
    #[error("{} nodes use the state directory {} already", MAX_NODES, path.display())]
    Crowded { path: PathBuf },
}

/// The lock, held for as long as the process lives.
#[derive(Debug)]
pub struct LockFile {
    file: File,
    boot: String,
}

impl LockFile {
    /// Takes the first free lock. With it comes the node that held it before, if it died since this
    /// machine was started.
    pub fn take(directory: &Path) -> Result<(Self, Option<NodeId>), LockFileError> {
        let failed = |source| LockFileError::Directory { path: directory.to_owned(), source };
        std::fs::create_dir_all(directory).map_err(failed)?;
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let boot = boot.trim().to_owned();
        for n in 0..MAX_NODES {
            let path = directory.join(format!("node-{n}"));
            let mut file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(&path)
                .map_err(failed)?;
            if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
                continue;
            }
            let mut text = String::new();
            file.read_to_string(&mut text).map_err(failed)?;
            let dead = predecessor(&text, &boot);
            return Ok((Self { file, boot }, dead));
        }
        Err(LockFileError::Crowded { path: directory.to_owned() })
    }

    /// A file that nobody else can find.
    #[cfg(test)]
    #[expect(clippy::missing_panics_doc, reason = "for tests")]
    pub fn hidden() -> Self {
        let flags = rustix::fs::MemfdFlags::CLOEXEC;
        let file = rustix::fs::memfd_create("node", flags).unwrap().into();
        Self { file, boot: String::new() }
    }

    /// Writes who holds it now.
    pub fn write(&mut self, node: NodeId) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        write!(self.file, "{} {}", node.uuid(), self.boot)?;
        self.file.sync_all()
    }
}

fn predecessor(text: &str, boot: &str) -> Option<NodeId> {
    let (node, written_under) = text.trim().split_once(' ')?;
    (!boot.is_empty() && written_under == boot)
        .then(|| Uuid::parse_str(node).ok().map(NodeId::from_uuid))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_holder_learns_who_died() {
        let directory = tempfile::tempdir().unwrap();
        let node = NodeId::from_uuid(Uuid::from_u128(7));
        let (mut first, dead) = LockFile::take(directory.path()).unwrap();
        assert_eq!(dead, None);
        first.write(node).unwrap();
        let (second, dead) = LockFile::take(directory.path()).unwrap();
        assert_eq!(dead, None, "the first still lives, so this is another file");
        drop(second);
        drop(first);
        let (_third, dead) = LockFile::take(directory.path()).unwrap();
        assert_eq!(dead, Some(node));
    }

    #[test]
    fn a_file_from_before_the_machine_was_started_tells_nothing() {
        let node = Uuid::from_u128(7);
        assert_eq!(predecessor(&format!("{node} boot-a"), "boot-b"), None);
        assert_eq!(predecessor(&format!("{node} boot-a"), "boot-a"), Some(NodeId::from_uuid(node)));
        for broken in ["", "x", "x boot-a"] {
            assert_eq!(predecessor(broken, "boot-a"), None);
        }
    }
}
