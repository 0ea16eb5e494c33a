//! How this run shows things: decided once, from the settings and from what stdout and stderr are.

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Format, TimeStyle,
    json::millis,
    noun::Value,
    style::Palette,
    text::{printable, tsv},
};
use crate::{
    clock,
    config::{Settings, environment},
    time,
};

/// Columns of a terminal that does not tell.
const DEFAULT_WIDTH: usize = 80;

#[derive(Debug, Clone)]
pub struct View {
    /// Never `Auto`.
    pub format: Format,
    pub time: TimeStyle,
    /// Whether someone asked for this style, or it is the usual one.
    time_is_told: bool,
    pub out: Palette,
    pub err: Palette,
    pub out_is_terminal: bool,
    pub err_is_terminal: bool,
    pub width: usize,
    pub now: Timestamp,
    /// What `--columns` asks for.
    pub columns: Option<Vec<String>>,
    pub quiet: u8,
    /// Flags that a command line needs to come back to where this one works.
    place: String,
}

impl View {
    pub fn new(settings: &Settings) -> Self {
        let (stdout, stderr) = (console::Term::stdout(), console::Term::stderr());
        let format = match settings.output.value {
            Format::Auto if stdout.is_term() => Format::Table,
            Format::Auto => Format::Tsv,
            format => format,
        };
        let usual = if format == Format::Table { TimeStyle::Relative } else { TimeStyle::Iso };
        let palette = |is_term: bool| Palette {
            color: settings.color.value.applies(is_term),
            ascii: settings.ascii.value,
        };
        let columns = environment::var("COLUMNS").and_then(|text| text.parse().ok());
        let measured = || stdout.size_checked().map(|(_, width)| usize::from(width));
        Self {
            format,
            time: settings.time.value.unwrap_or(usual),
            time_is_told: settings.time.value.is_some(),
            out: palette(stdout.is_term()),
            err: palette(stderr.is_term()),
            out_is_terminal: stdout.is_term(),
            err_is_terminal: stderr.is_term(),
            width: measured().or(columns).filter(|width| *width > 0).unwrap_or(DEFAULT_WIDTH),
            now: clock::now(),
            columns: settings.columns.clone(),
            quiet: settings.quiet.value,
            place: settings.same_place(),
        }
    }

    /// `sparrowctl -n billing webhook show demo`: a command that may come next, where this one
    /// works. Every one that is printed is made here.
    pub fn command(&self, rest: &str) -> String {
        format!("sparrowctl{} {rest}", self.place)
    }

    pub fn is_table(&self) -> bool {
        self.format == Format::Table
    }

    pub fn at(&self, at: Timestamp) -> String {
        match self.time {
            TimeStyle::Relative => time::relative(at, self.now),
            TimeStyle::Iso => time::iso(at),
            TimeStyle::Local => {
                at.to_zoned_datetime(TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string()
            }
            TimeStyle::Unix => {
                format!("{}.{:03}", at.as_second(), at.subsec_millisecond().unsigned_abs())
            }
        }
    }

    /// `for 5h 02m`: how long something has been so. Empty if that is not known.
    pub fn lasting(&self, since: Option<prost_types::Timestamp>) -> String {
        since.and_then(time::from_wire).map_or_else(String::new, |since| {
            format!("for {}", time::short(since.duration_until(self.now).unsigned_abs()))
        })
    }

    /// The time of day, for lines that follow one another; of another day, its date before.
    pub fn clock_time(&self, at: Timestamp) -> String {
        match self.time {
            TimeStyle::Unix | TimeStyle::Iso => self.at(at),
            TimeStyle::Relative if self.time_is_told => self.at(at),
            TimeStyle::Relative | TimeStyle::Local => {
                let zone = TimeZone::system();
                let today = self.now.to_zoned_datetime(zone.clone()).date();
                let at = at.to_zoned_datetime(zone);
                let form = if at.date() == today { "%H:%M:%S%.3f" } else { "%Y-%m-%d %H:%M:%S" };
                at.strftime(form).to_string()
            }
        }
    }

    /// A value for people: glyph and tone, nothing that a terminal would obey.
    pub fn human(&self, value: &Value) -> String {
        match value {
            Value::None => "-".to_owned(),
            Value::Text(text) if text.is_empty() => "-".to_owned(),
            Value::Text(text) => printable(text).into_owned(),
            Value::Number(number) => grouped(*number),
            Value::AtLeast(number, more) => at_least(*number, *more),
            Value::Time(at) => self.at(*at),
            Value::ClockTime(at) => self.clock_time(*at),
            Value::Duration(duration) => time::took(*duration),
            Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Value::State(word, mark, tone) => {
                self.out.paint(*tone, &format!("{} {word}", self.out.mark(*mark)))
            }
            Value::Toned(text, tone) => self.out.paint(*tone, &printable(text)),
            Value::List(list) => printable(&list.join(",")).into_owned(),
            Value::Json(json) => printable(json.get()).into_owned(),
            Value::Nested(_) | Value::Map(_) | Value::Items(_) | Value::Numbers(_) => {
                let text = serde_json::to_string(value).unwrap_or_default();
                printable(&text).into_owned()
            }
        }
    }

    /// A value as a field of a tab-separated line: nothing shortened, no decoration.
    pub fn field(&self, value: &Value) -> String {
        match value {
            Value::None => String::new(),
            Value::Text(text) | Value::Toned(text, _) => tsv(text).into_owned(),
            Value::Number(number) | Value::AtLeast(number, _) => number.to_string(),
            Value::Time(at) | Value::ClockTime(at) => self.at(*at),
            Value::Duration(duration) => match millis(*duration) {
                (whole, 0) => whole.to_string(),
                (whole, micros) => format!("{whole}.{micros:03}"),
            },
            Value::Flag(flag) => flag.to_string(),
            Value::State(word, ..) => (*word).to_owned(),
            Value::List(list) => tsv(&list.join(",")).into_owned(),
            Value::Json(json) => tsv(json.get()).into_owned(),
            Value::Nested(_) | Value::Map(_) | Value::Items(_) | Value::Numbers(_) => {
                tsv(&serde_json::to_string(value).unwrap_or_default()).into_owned()
            }
        }
    }
}

/// `4,212`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `10k+` where counting stopped.
pub fn at_least(number: u64, more: bool) -> String {
    match more {
        true if number >= 1_000 && number.is_multiple_of(1_000) => format!("{}k+", number / 1_000),
        true => format!("{}+", grouped(number)),
        false => grouped(number),
    }
}

/// `1 delivery`, `10k+ deliveries`.
pub fn deliveries(number: u64, more: bool) -> String {
    if more {
        return format!("{} deliveries", at_least(number, true));
    }
    count(number, "delivery", "deliveries")
}

/// `1 line`, `2 lines`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{} {many}", grouped(number)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(at_least(10_000, true), "10k+");
        assert_eq!(at_least(9_999, false), "9,999");
        assert_eq!(count(1, "delivery", "deliveries"), "1 delivery");
    }
}
