//! The process's environment, read here and nowhere else, once.

use std::{collections::BTreeMap, path::PathBuf};

use directories::BaseDirs;

/// A copy of the environment; tests make their own.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Variables that are not UTF-8 are none of ours.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// What a variable holds; one that is empty counts as not set.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A folder named by a variable; a relative one is ignored, as the XDG specification asks.
    pub fn folder(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// Where this user's data lives, for what is kept. Without a word of it in the environment, as a
    /// service may be started, the account says where home is.
    pub fn data_folder(&self) -> Option<PathBuf> {
        self.folder("XDG_DATA_HOME")
            .or_else(|| Some(self.folder("HOME")?.join(".local/share")))
            .or_else(|| Some(BaseDirs::new()?.data_dir().to_owned()))
            .map(|folder| folder.join("sparrow"))
    }

    /// Where this user's state lives, for what a program needs to remember.
    pub fn state_folder(&self) -> Option<PathBuf> {
        self.folder("XDG_STATE_HOME")
            .or_else(|| Some(self.folder("HOME")?.join(".local/state")))
            .or_else(|| Some(BaseDirs::new()?.state_dir()?.to_owned()))
            .map(|folder| folder.join("sparrow"))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
