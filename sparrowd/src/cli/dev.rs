//! `sparrowd dev`: everything on loopback, on a PostgreSQL of its own, with no other set-up.

use std::path::Path;

use super::serve::{Signals, bind, until_told};
use super::{Dev, Failed, block_on, exit};
use crate::config::{Config, Environment, Layers, Profile, Sources, load};
use crate::embedded::{self, Durability, Embedded, EmbeddedError};
use crate::secrets::{KeyFileError, Keyring};
use crate::{echo, telemetry};

/// Stands for the database while the rest of the configuration is read.
const NOT_YET: &str = "postgres://localhost/sparrow";

pub(super) fn run(dev: Dev, environment: Environment) -> Result<(), Failed> {
    let folder = embedded::home(&environment).map_err(|error| failed(&error))?;
    let mut sources = Sources {
        profile: Profile::Dev { folder: folder.clone(), database: None },
        file: dev.config,
        environment,
        flags: Vec::new(),
    };
    if let Some(url) = dev.postgres {
        sources.flags.push(("database.url", url, "--postgres"));
    }
    let is_private = !Layers::collect(&sources).names_database();
    if is_private {
        place_database(&mut sources, &folder, NOT_YET.to_owned());
    }
    // What is wrong with the configuration, or with the ports, is said before anything is started.
    let mut config = load(&sources)?;
    telemetry::init(&config.log);
    block_on(async {
        let mut signals = Signals::new()?;
        let doors = bind(&config).await?;
        let private = if is_private {
            let private = start_private(&folder, &sources.environment, dev.fresh).await?;
            place_database(&mut sources, &folder, private.url().to_owned());
            config = load(&sources)?;
            Some(private)
        } else {
            None
        };
        let client = client(&sources.environment);
        let ended = with_receiver(&config, doors, &mut signals, dev.echo, &client).await;
        if let Some(private) = private
            && let Err(error) = private.stop().await
        {
            tracing::warn!(event = "postgres_left", error = %telemetry::Chain(&error), "the private PostgreSQL goes on; the next start takes it over");
        }
        ended
    })
}

fn place_database(sources: &mut Sources, folder: &Path, url: String) {
    sources.profile = Profile::Dev { folder: folder.to_owned(), database: Some(url) };
}

async fn start_private(
    folder: &Path,
    environment: &Environment,
    fresh: bool,
) -> Result<Embedded, Failed> {
    let options = embedded::Options {
        folder: folder.join("postgres"),
        environment: environment.clone(),
        fresh,
        durability: Durability::Full,
    };
    Embedded::start(options).await.map_err(|error| failed(&error))
}

fn failed(error: &EmbeddedError) -> Failed {
    let mut failed = Failed::because(exit::UNAVAILABLE, error);
    if let Some(hint) = error.hint() {
        failed.message.push_str("\n  hint: ");
        failed.message.push_str(&hint);
    }
    failed
}

async fn with_receiver(
    config: &Config,
    doors: crate::api::Doors,
    signals: &mut Signals,
    echo: bool,
    client: &str,
) -> Result<(), Failed> {
    make_keys(&config.secrets.key_file)?;
    let receiver = if echo {
        Some(
            echo::start(echo_port(config))
                .await
                .map_err(|error| Failed::because(exit::UNAVAILABLE, &error))?,
        )
    } else {
        None
    };
    let next = next_steps(config, receiver.as_ref().map(echo::Echo::url), client);
    let ended = until_told(config, doors, signals, Some(&next)).await;
    if let Some(receiver) = receiver {
        receiver.stop().await;
    }
    ended
}

/// The port behind that of HTTP: 8081 unless moved.
fn echo_port(config: &Config) -> u16 {
    match config.listen.http.port() {
        0 => 0,
        http => http.saturating_add(1),
    }
}

/// The keys of a fresh folder; those that are there stay.
fn make_keys(path: &Path) -> Result<(), Failed> {
    match Keyring::create(path) {
        Ok(_) | Err(KeyFileError::Exists { .. }) => Ok(()),
        Err(error) => Err(Failed::because(exit::REFUSED, &error)),
    }
}

/// How to call the client: by its name if that finds it, else the one beside this program.
fn client(environment: &Environment) -> String {
    const NAME: &str = "sparrowctl";
    let path = environment.get("PATH").unwrap_or_default();
    if path.split(':').any(|folder| Path::new(folder).join(NAME).is_file()) {
        return NAME.to_owned();
    }
    let beside = std::env::current_exe().ok().map(|program| program.with_file_name(NAME));
    let Some(beside) = beside.filter(|program| program.is_file()) else { return NAME.to_owned() };
    let here = std::env::current_dir().unwrap_or_default();
    match beside.strip_prefix(here) {
        Ok(near) if near == Path::new(NAME) => format!("./{NAME}"),
        Ok(near) => near.display().to_string(),
        Err(_) => beside.display().to_string(),
    }
}

fn next_steps(config: &Config, receiver: Option<&str>, client: &str) -> String {
    let url = match receiver {
        Some(receiver) => format!("{receiver}/200"),
        None => "http://127.0.0.1:9000/hook".to_owned(),
    };
    let receiver = receiver.map(|url| format!("  receiver  {url}/200 /500 /slow /flaky\n"));
    let server = if config.listen.grpc.port() == 50_051 {
        String::new()
    } else {
        format!("  export SPARROW_SERVER=http://{}\n", config.listen.grpc)
    };
    format!(
        "{}\nnext, in another terminal:\n{server}\
         \x20 {client} webhook register {url} --on 'user.*' --name demo\n\
         \x20 {client} push user.created id=7\n\
         \x20 {client} tail --since 5m\n",
        receiver.unwrap_or_default(),
    )
}
