//! `sparrowd keys`: the master keys.

use std::path::PathBuf;

use super::{ConfigFile, Failed, exit, print, sources};
use crate::config::layers::Raw;
use crate::config::{Environment, Layers};
use crate::secrets::Keyring;

pub(super) fn init(
    file: ConfigFile,
    key_file: Option<PathBuf>,
    environment: Environment,
) -> Result<(), Failed> {
    // The rest of the configuration need not be fit for a start yet.
    let path = match key_file {
        Some(path) => path,
        None => configured(&Layers::collect(&sources(file, environment)))?,
    };
    let keyring = Keyring::create(&path).map_err(|error| Failed::because(exit::REFUSED, &error))?;
    print(&format!(
        "made {} with key {}\nkeep a copy apart from the database: without it, the secrets of all \
         webhooks are lost\n",
        path.display(),
        keyring.primary()
    ))
}

fn configured(layers: &Layers) -> Result<PathBuf, Failed> {
    match layers.get("secrets.key_file").map(|value| &value.raw) {
        Some(Raw::Text(path)) if !path.is_empty() => Ok(PathBuf::from(path)),
        _ => Err(Failed::new(exit::REFUSED, "secrets.key_file is not set; name one by --key-file")),
    }
}
