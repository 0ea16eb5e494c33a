//! What is in force: server, namespace and the rest, each with where it came from.
//!
//! Precedence: flag > environment > `./.sparrow.toml` > context > `[defaults]` > built-in. Flags
//! and environment come through clap; the files are read here, and only by commands that need
//! them, so that help works whatever the files hold.

pub mod environment;
pub mod file;
pub mod server;
pub mod settings;

pub use file::{ConfigFile, Context};
pub use server::Server;
pub use settings::{Origin, Setting, Settings, color_of_environment};
