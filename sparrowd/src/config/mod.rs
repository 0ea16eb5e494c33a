//! The configuration: where values come from, what they mean, and all that is wrong with them.
//!
//! [`keys`] is the closed list of what can be set. [`layers`] collects the text of each key from
//! defaults, file, environment and flags, and keeps its origin; [`sections`] gives the text its
//! types. Both go on after a mistake, so that one start reports every problem, with its place.
//! [`show`] prints the result; [`environment`] is the only place that reads the environment.

pub mod environment;
pub mod keys;
pub mod layers;
pub mod sections;
pub mod show;
pub mod text;

use std::fmt;

pub use environment::Environment;
pub use layers::{Layers, Profile, Sources};
pub use sections::{
    Config, Database, Delivery, Drain, Egress, Listen, Log, LogFormat, MigrateMode, Namespaces,
    Node, Secrets,
};
pub use text::DatabaseUrl;

/// Where the file is looked for if nobody names one.
pub const DEFAULT_FILE: &str = "/etc/sparrow/sparrowd.toml";

/// One mistake and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// `FILE:LINE:COLUMN`, a variable, a flag.
    pub place: String,
    pub message: String,
}

impl Problem {
    pub fn new(place: impl fmt::Display, message: impl Into<String>) -> Self {
        Self { place: place.to_string(), message: message.into() }
    }
}

/// All mistakes of a configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError {
    pub problems: Vec<Problem>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.problems.len() {
            1 => f.write_str("the configuration has a problem")?,
            n => write!(f, "the configuration has {n} problems")?,
        }
        for problem in &self.problems {
            write!(f, "\n  = {}: {}", problem.place, problem.message)?;
        }
        Ok(())
    }
}

/// From sources to a configuration, or everything that is wrong.
pub fn load(sources: &Sources) -> Result<Config, ConfigError> {
    Config::from_layers(Layers::collect(sources))
}

#[cfg(test)]
mod tests;
