//! Logs, and how an error is shown in them.
//!
//! Everything goes to stderr: pretty on a terminal, one JSON object a line otherwise, and under
//! systemd with the priority that the journal reads from the start of a line. Payloads, secrets and
//! the query of URLs never get here.

use std::error::Error;
use std::fmt;
use std::io::{IsTerminal as _, stderr};

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, layer};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt::format};

use crate::config::{Log, LogFormat};

/// Sets up logging for the process. A second call changes nothing.
pub fn init(log: &Log) {
    let filter: Targets = log.level.parse().unwrap_or_else(|_| Targets::new());
    let is_terminal = stderr().is_terminal();
    let pretty = match log.format {
        LogFormat::Pretty => true,
        LogFormat::Json => false,
        LogFormat::Auto => is_terminal,
    };
    let registry = tracing_subscriber::registry();
    // `try_init` fails if somebody set a subscriber before, as tests do.
    let done = if pretty {
        let layer = layer().with_writer(stderr).with_ansi(is_terminal).with_target(false);
        registry.with(layer.with_filter(filter)).try_init()
    } else if log.journal {
        let json = format().json().flatten_event(true).without_time();
        let layer = layer().json().event_format(Priority(json)).with_writer(stderr);
        registry.with(layer.with_filter(filter)).try_init()
    } else {
        let layer = layer().json().flatten_event(true).with_writer(stderr);
        registry.with(layer.with_filter(filter)).try_init()
    };
    drop(done);
}

/// Puts the priority in front of a line, as `sd-daemon(3)` has it.
struct Priority<F>(F);

impl<S, N, F> FormatEvent<S, N> for Priority<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let priority = match *event.metadata().level() {
            Level::ERROR => 3,
            Level::WARN => 4,
            Level::INFO => 6,
            Level::DEBUG | Level::TRACE => 7,
        };
        write!(writer, "<{priority}>")?;
        self.0.format_event(context, writer, event)
    }
}

/// Shows an error with its causes, in one line: for the place that handles it.
pub struct Chain<'a>(pub &'a dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.0, f)?;
        let mut source = self.0.source();
        while let Some(cause) = source {
            write!(f, ": {cause}")?;
            source = cause.source();
        }
        Ok(())
    }
}
