//! The master keys, and the sealing with them of what webhooks keep to themselves: the secrets that
//! sign, and the values of their own headers.
//!
//! What is sealed is `key id (4) ‖ nonce (24) ‖ ciphertext`, XChaCha20-Poly1305, with what it is and
//! whose as associated data: copied to another row or column it does not open. The key's id is drawn
//! from the key itself, so that a wrong key is known as such and not as a broken secret.
//!
//! The key file has one key a line; the first seals, all of them open. Losing it is losing every
//! webhook's secret.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    io::Write,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use rand::{TryRng, rngs::SysRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::domain::headers::OwnHeaders;
use crate::domain::ids::{NamespaceId, SecretId, WebhookId};
use crate::domain::signature::SigningKey;

const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
const KEY_PREFIX: &str = "sparrow-key-1:";
/// Keep what is sealed as one thing from being taken for another.
const SECRET: &[u8] = b"sparrow webhook secret 1";
const HEADERS: &[u8] = b"sparrow webhook headers 1";

const FILE_HEADER: &str = "\
# The master keys of sparrowd, one a line: the first seals webhooks' secrets, all of them open.
# Keep a copy apart from the database: without it, the secrets are lost.
";

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("the key file {} can't be read", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("the key file {} can't be written", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("there is a key file {} already", path.display())]
    Exists { path: PathBuf },
    #[error("the key file {} may be read by anybody: `chmod o= {}`", path.display(), path.display())]
    Open { path: PathBuf },
    #[error("line {line} of the key file {} is no key: `{KEY_PREFIX}` and 43 characters", path.display())]
    Malformed { path: PathBuf, line: usize },
    #[error("the key file {} holds no key: `sparrowd keys init` makes one", path.display())]
    Empty { path: PathBuf },
    #[error("the system gives no random bytes")]
    Randomness(#[source] rand::rngs::SysError),
}

/// Why a sealed secret stays closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    #[error("it was sealed with key {0}, which the key file does not hold")]
    UnknownKey(KeyId),
    #[error("it was changed, or belongs to another webhook")]
    Broken,
}

/// It could not be sealed: the system gave no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("a secret could not be sealed")]
pub struct SealError;

/// The webhook that something is sealed for.
pub type Owner = (NamespaceId, WebhookId);

/// A key's name: the start of its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyId([u8; ID_BYTES]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

struct MasterKey {
    id: KeyId,
    cipher: XChaCha20Poly1305,
}

impl MasterKey {
    fn new(bytes: &[u8; KEY_BYTES]) -> Self {
        let digest = Sha256::digest([b"sparrow key id", bytes.as_slice()].concat());
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&digest[..ID_BYTES]);
        Self { id: KeyId(id), cipher: XChaCha20Poly1305::new(bytes.into()) }
    }

    fn parse(line: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(line.strip_prefix(KEY_PREFIX)?).ok()?;
        Some(Self::new(bytes.as_slice().try_into().ok()?))
    }
}

/// The keys of one file.
pub struct Keyring {
    primary: MasterKey,
    /// Older ones, which only open.
    others: Vec<MasterKey>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("primary", &self.primary.id).finish_non_exhaustive()
    }
}

impl Keyring {
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let read = |source| KeyFileError::Read { path: path.to_owned(), source };
        // Others may not read it; the group may, since that is how an ACL of systemd looks.
        if fs::metadata(path).map_err(read)?.mode() & 0o007 != 0 {
            return Err(KeyFileError::Open { path: path.to_owned() });
        }
        Self::parse(path, &fs::read_to_string(path).map_err(read)?)
    }

    /// Opens nothing that anybody has sealed.
    #[cfg(test)]
    pub fn of_nobody() -> Self {
        Self { primary: MasterKey::new(&[0; KEY_BYTES]), others: Vec::new() }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, KeyFileError> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let malformed = KeyFileError::Malformed { path: path.to_owned(), line: at + 1 };
            keys.push(MasterKey::parse(line).ok_or(malformed)?);
        }
        let mut keys = keys.into_iter();
        match keys.next() {
            Some(primary) => Ok(Self { primary, others: keys.collect() }),
            None => Err(KeyFileError::Empty { path: path.to_owned() }),
        }
    }

    /// Makes a key file with one fresh key, readable by its owner only. Never replaces one.
    pub fn create(path: &Path) -> Result<Self, KeyFileError> {
        let mut bytes = [0; KEY_BYTES];
        SysRng.try_fill_bytes(&mut bytes).map_err(KeyFileError::Randomness)?;
        let text = format!("{FILE_HEADER}{KEY_PREFIX}{}\n", URL_SAFE_NO_PAD.encode(bytes));
        write_new(path, text.as_bytes()).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => KeyFileError::Exists { path: path.to_owned() },
            _ => KeyFileError::Write { path: path.to_owned(), source },
        })?;
        Ok(Self { primary: MasterKey::new(&bytes), others: Vec::new() })
    }

    /// The key that seals.
    pub fn primary(&self) -> KeyId {
        self.primary.id
    }

    pub fn seal_secret(
        &self,
        owner: Owner,
        id: SecretId,
        key: &SigningKey,
    ) -> Result<Vec<u8>, SealError> {
        self.seal(&secret_of(owner, id), key.reveal().as_bytes())
    }

    pub fn open_secret(
        &self,
        owner: Owner,
        id: SecretId,
        sealed: &[u8],
    ) -> Result<SigningKey, OpenError> {
        let opened = self.open(&secret_of(owner, id), sealed)?;
        let text = std::str::from_utf8(&opened).map_err(|_| OpenError::Broken)?;
        SigningKey::parse(text).map_err(|_| OpenError::Broken)
    }

    pub fn seal_headers(&self, owner: Owner, headers: &OwnHeaders) -> Result<Vec<u8>, SealError> {
        let headers: BTreeMap<_, _> = headers.iter().collect();
        let text = Zeroizing::new(serde_json::to_vec(&headers).map_err(|_| SealError)?);
        self.seal(&headers_of(owner), &text)
    }

    pub fn open_headers(&self, owner: Owner, sealed: &[u8]) -> Result<OwnHeaders, OpenError> {
        let opened = self.open(&headers_of(owner), sealed)?;
        let headers: BTreeMap<String, String> =
            serde_json::from_slice(&opened).map_err(|_| OpenError::Broken)?;
        OwnHeaders::try_new(headers).map_err(|_| OpenError::Broken)
    }

    fn seal(&self, aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_BYTES];
        SysRng.try_fill_bytes(&mut nonce).map_err(|_| SealError)?;
        let payload = Payload { msg, aad };
        let sealed =
            self.primary.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError)?;
        Ok([self.primary.id.0.as_slice(), &nonce, &sealed].concat())
    }

    fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (id, rest) = sealed.split_first_chunk::<ID_BYTES>().ok_or(OpenError::Broken)?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(OpenError::Broken)?;
        let key = std::iter::once(&self.primary)
            .chain(&self.others)
            .find(|key| key.id.0 == *id)
            .ok_or(OpenError::UnknownKey(KeyId(*id)))?;
        let opened = key.cipher.decrypt(&XNonce::from(*nonce), Payload { msg, aad });
        opened.map(Zeroizing::new).map_err(|_| OpenError::Broken)
    }
}

fn secret_of(owner: Owner, id: SecretId) -> Vec<u8> {
    [&associated_data(SECRET, owner), id.uuid().as_bytes().as_slice()].concat()
}

fn headers_of(owner: Owner) -> Vec<u8> {
    associated_data(HEADERS, owner)
}

fn associated_data(context: &[u8], (namespace, webhook): Owner) -> Vec<u8> {
    [context, namespace.uuid().as_bytes(), webhook.uuid().as_bytes()].concat()
}

/// The whole file or none of it: a key cut short by a crash would seal what nothing opens.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", std::process::id()));
    let draft = PathBuf::from(draft);
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        // A link fails where a rename would replace.
        .and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    written.and(removed)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use uuid::Uuid;

    use super::*;

    const OWNER: Owner =
        (NamespaceId::from_uuid(Uuid::from_u128(1)), WebhookId::from_uuid(Uuid::from_u128(2)));
    const ID: SecretId = SecretId::from_uuid(Uuid::from_u128(3));

    fn secret() -> SigningKey {
        SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()
    }

    #[test]
    fn what_is_sealed_opens_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/keys");
        let ring = Keyring::create(&path).unwrap();
        let sealed = ring.seal_secret(OWNER, ID, &secret()).unwrap();
        assert!(!sealed.windows(5).any(|bytes| bytes == b"whsec"));
        let headers = OwnHeaders::try_new([("authorization", "Bearer \"x\"")]).unwrap();
        let blob = ring.seal_headers(OWNER, &headers).unwrap();
        assert!(!blob.windows(6).any(|bytes| bytes == b"Bearer"));
        let ring = Keyring::load(&path).unwrap();
        assert_eq!(ring.open_secret(OWNER, ID, &sealed), Ok(secret()));
        assert_eq!(ring.open_headers(OWNER, &blob), Ok(headers));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn what_is_sealed_opens_in_its_own_place_only() {
        let folder = tempfile::tempdir().unwrap();
        let ring = Keyring::create(&folder.path().join("keys")).unwrap();
        let mut sealed = ring.seal_secret(OWNER, ID, &secret()).unwrap();
        let other = (OWNER.0, WebhookId::from_uuid(Uuid::from_u128(3)));
        assert_eq!(ring.open_secret(other, ID, &sealed), Err(OpenError::Broken));
        let another = SecretId::from_uuid(Uuid::from_u128(4));
        assert_eq!(ring.open_secret(OWNER, another, &sealed), Err(OpenError::Broken));
        assert_eq!(ring.open_headers(OWNER, &sealed), Err(OpenError::Broken));
        *sealed.last_mut().unwrap() ^= 1;
        assert_eq!(ring.open_secret(OWNER, ID, &sealed), Err(OpenError::Broken));
        for short in [0, 3, 27, 28] {
            assert!(ring.open_secret(OWNER, ID, &sealed[..short]).is_err(), "{short} bytes");
        }
    }

    #[test]
    fn older_keys_open_and_a_missing_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        let first = Keyring::create(&old).unwrap();
        let sealed = first.seal_secret(OWNER, ID, &secret()).unwrap();
        let second = Keyring::create(&new).unwrap();
        let unknown = Err(OpenError::UnknownKey(first.primary()));
        assert_eq!(second.open_secret(OWNER, ID, &sealed), unknown);
        let both = fs::read_to_string(&new).unwrap() + &fs::read_to_string(&old).unwrap();
        let both = Keyring::parse(&new, &both).unwrap();
        assert_eq!(both.primary(), second.primary());
        assert_eq!(both.open_secret(OWNER, ID, &sealed), Ok(secret()));
    }

    #[test]
    fn a_key_file_is_never_replaced_nor_read_when_open_to_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        assert!(matches!(Keyring::load(&path), Err(KeyFileError::Read { .. })));
        Keyring::create(&path).unwrap();
        assert!(matches!(Keyring::create(&path), Err(KeyFileError::Exists { .. })));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(Keyring::load(&path), Err(KeyFileError::Open { .. })));
    }

    #[test]
    fn a_bad_line_is_named_without_showing_it() {
        let path = Path::new("keys");
        let error = Keyring::parse(path, "# fine\n\nsparrow-key-1:short\n").unwrap_err();
        assert!(error.to_string().starts_with("line 3 of the key file keys is no key"), "{error}");
        assert!(matches!(Keyring::parse(path, "# only\n"), Err(KeyFileError::Empty { .. })));
    }
}
