//! How far a bulk push is: a bar on a terminal, a plain line now and then elsewhere.

use std::{sync::atomic::Ordering, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::lines::Shared;
use crate::{
    clock::Stopwatch,
    output::{View, talk, view},
};

/// Where there is no terminal, a line is due after this long or this much.
const EVERY: Duration = Duration::from_secs(10);
const STEP_PERCENT: u64 = 10;

pub(super) struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
    stopwatch: Stopwatch,
    told_at: Duration,
    told_percent: u64,
}

impl Progress {
    pub(super) fn new(view: &View, shared: &Shared, label: &str) -> Self {
        let is_wanted = view.quiet == 0;
        let bar = (is_wanted && view.err_is_terminal).then(|| {
            let size = shared.size.load(Ordering::Relaxed);
            let bar = ProgressBar::with_draw_target(
                (size > 0).then_some(size),
                ProgressDrawTarget::stderr(),
            );
            let template = match size {
                0 => "{prefix} {spinner} {msg}",
                _ => "{prefix} {bar:24} {percent:>3}%  {msg}  eta {eta}",
            };
            let characters = if view.err.ascii { "#>." } else { "█▉▊▋▌▍▎▏ " };
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style.progress_chars(characters));
            }
            bar.with_prefix(label.to_owned())
        });
        Self {
            plain: is_wanted && bar.is_none(),
            bar,
            stopwatch: Stopwatch::start(),
            told_at: Duration::ZERO,
            told_percent: 0,
        }
    }

    pub(super) fn show(&mut self, shared: &Shared, accepted: u64, duplicates: u64) {
        let elapsed = self.stopwatch.elapsed();
        let settled = accepted + duplicates;
        let dup = match duplicates {
            0 => String::new(),
            count => format!("  dup {}", view::grouped(count)),
        };
        let words = format!(
            "{} accepted{dup}  {}/s",
            view::grouped(accepted),
            view::grouped(rate(settled, elapsed))
        );
        let (read, size) =
            (shared.read.load(Ordering::Relaxed), shared.size.load(Ordering::Relaxed));
        if let Some(bar) = &self.bar {
            bar.set_position(read);
            bar.set_message(words);
            bar.tick();
        } else if self.plain {
            let percent = (read * 100).checked_div(size).unwrap_or(0);
            let is_due = elapsed.saturating_sub(self.told_at) >= EVERY
                || percent >= self.told_percent + STEP_PERCENT;
            if is_due && settled > 0 {
                let percent_words = if size > 0 { format!("{percent}%  ") } else { String::new() };
                talk(&format!("{percent_words}{words}"));
                self.told_at = elapsed;
                self.told_percent = percent;
            }
        }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.stopwatch.elapsed()
    }
}

/// Per second, rounded.
pub(super) fn rate(count: u64, elapsed: Duration) -> u64 {
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    (count * 1_000).checked_div(millis).unwrap_or(count)
}
