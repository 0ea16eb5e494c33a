//! `sparrowd config`: what is in force, where it comes from, and what is wrong with it.

use super::{Config, Failed, print, sources};
use crate::cli::ConfigFile;
use crate::config::show::{Origins, default_file, effective};
use crate::config::{Config as Configuration, Environment, Layers, load};

pub(super) fn run(command: Config, environment: Environment) -> Result<(), Failed> {
    match command {
        Config::Check { file } => {
            load(&sources(ConfigFile { config: file }, environment))?;
            print("the configuration is fine\n")
        }
        Config::Show { file, origin } => {
            let layers = Layers::collect(&sources(file, environment));
            let origins = if origin { Origins::Shown } else { Origins::Hidden };
            print(&effective(&layers, origins))?;
            // What is wrong with it is said after it is shown.
            Configuration::from_layers(layers)?;
            Ok(())
        }
        Config::Default => print(&default_file()),
    }
}
