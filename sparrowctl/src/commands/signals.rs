//! Ctrl-C and SIGTERM, for commands that run until they are stopped.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::{
    error::{Failure, Result},
    exit::Exit,
};

pub struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub fn listen() -> Result<Self> {
        let cannot = |error: std::io::Error| {
            Failure::new(Exit::Failed, "no_signals", "cannot listen for signals")
                .note(error.to_string())
        };
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).map_err(cannot)?,
            terminate: signal(SignalKind::terminate()).map_err(cannot)?,
        })
    }

    /// Waits for the next one, and tells the exit code that it asks for.
    pub async fn received(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Terminated,
        }
    }
}
