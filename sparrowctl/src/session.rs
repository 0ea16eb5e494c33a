//! One run of a command: its settings, its output, and the daemon once it is needed.

use std::io::{IsTerminal, Write};

use crate::{
    args::shared::Confirm,
    client::Client,
    config::Settings,
    error::{Failure, Result},
    exit::Exit,
    output::{Noun, Printer, Tone, View},
};

pub struct Session {
    pub settings: Settings,
    pub out: Printer,
}

/// How much a command destroys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Asks yes or no; `--yes` answers.
    Moderate,
    /// Asks for a name; only `--confirm NAME` answers.
    Severe,
}

/// Something to be confirmed on the terminal.
#[derive(Debug)]
pub struct Question {
    tier: Tier,
    /// As it is shown, with where it would happen.
    effect: String,
    name: String,
}

impl Question {
    /// Asks, and waits for the answer.
    pub fn ask(&self) -> Result<()> {
        let Self { tier, effect, name } = self;
        let question = match tier {
            Tier::Moderate => "go on? [y/N] ".to_owned(),
            Tier::Severe => format!("type {name} to go on: "),
        };
        {
            let mut stderr = std::io::stderr().lock();
            let _ = write!(stderr, "{effect}\n{question}");
            let _ = stderr.flush();
        }
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).map_err(|error| {
            unconfirmed("not confirmed: cannot read an answer", effect).note(error.to_string())
        })?;
        let answer = answer.trim();
        let agreed = match tier {
            Tier::Moderate => matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes"),
            Tier::Severe => answer == name,
        };
        if agreed { Ok(()) } else { Err(unconfirmed("not confirmed", effect).into()) }
    }
}

impl Session {
    pub fn new(settings: Settings) -> Self {
        let view = View::new(&settings);
        Self { settings, out: Printer::new(view) }
    }

    pub fn namespace(&self) -> String {
        self.settings.namespace.value.clone()
    }

    /// The daemon, for a command whose answer is a `T`. Columns that a `T` does not have are
    /// refused here: once the call is made, its answer has to be shown, a new secret most of all.
    pub async fn connect<T: Noun>(&self) -> Result<Client> {
        self.out.check_columns::<T>()?;
        if self.settings.verbose {
            let (server, namespace) = (&self.settings.server, &self.settings.namespace);
            self.out.say(format!(
                "server={} (from {})  namespace={} (from {})",
                server.value, server.origin, namespace.value, namespace.origin
            ));
        }
        if self.settings.insecure {
            self.out.warn("--insecure: the daemon's certificate is not checked");
        }
        Client::connect(&self.settings).await
    }

    /// Asks before something is destroyed. `effect` says what would happen, with its counts;
    /// `name` is what has to be typed where a yes is not enough. Declined or impossible: exit 13,
    /// and nothing is done.
    pub fn confirm(&self, tier: Tier, effect: &str, name: &str, confirm: &Confirm) -> Result<()> {
        match self.question(tier, effect, name, confirm)? {
            Some(question) => question.ask(),
            None => Ok(()),
        }
    }

    /// What is to be asked before something is destroyed; `None`: it is confirmed already.
    pub fn question(
        &self,
        tier: Tier,
        effect: &str,
        name: &str,
        confirm: &Confirm,
    ) -> Result<Option<Question>> {
        let (tier, name) = match (&self.settings.context.value, self.settings.protected) {
            (Some(context), true) => (Tier::Severe, context.as_str()),
            _ => (tier, name),
        };
        match (tier, &confirm.confirm) {
            (_, Some(given)) if given == name => return Ok(None),
            (_, Some(given)) => {
                let message = format!("--confirm {given} does not name {name}");
                return Err(unconfirmed(message, effect).into());
            }
            (Tier::Moderate, None) if self.settings.yes => return Ok(None),
            _ => {}
        }
        let can_ask = std::io::stdin().is_terminal() && self.out.view.err_is_terminal;
        if self.settings.no_input.value || !can_ask {
            let flag = match tier {
                Tier::Moderate => "--yes".to_owned(),
                Tier::Severe => format!("--confirm {name}"),
            };
            let why = if can_ask { "--no-input forbids asking" } else { "no terminal to ask on" };
            return Err(unconfirmed(format!("not confirmed: {why}"), effect)
                .hint(format!("if you mean it: {flag}"))
                .into());
        }
        let context = match &self.settings.context.value {
            Some(context) => format!("[{context}/{}] ", self.settings.namespace.value),
            None => String::new(),
        };
        let effect = self.out.view.err.paint(Tone::Warn, effect);
        Ok(Some(Question { tier, effect: format!("{context}{effect}"), name: name.to_owned() }))
    }

    /// The context and namespace, where people should see which they work in.
    pub fn badge(&self) -> String {
        match &self.settings.context.value {
            Some(context) => format!("[{context}/{}]", self.settings.namespace.value),
            None => format!("[{}]", self.settings.namespace.value),
        }
    }

    /// A command line that may come next, in the same place as this one.
    pub fn command(&self, rest: &str) -> String {
        self.out.view.command(rest)
    }
}

fn unconfirmed(message: impl Into<String>, effect: &str) -> Failure {
    Failure::new(Exit::Unconfirmed, "unconfirmed", message).note(effect).note("nothing was done")
}
