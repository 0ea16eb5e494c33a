//! What came of a run, for people and for machines.

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;

use crate::ceilings::{Pair, Rate};
use crate::trial::Outcome;

/// What others may use of a machine that counts as quiet.
const QUIET_PERCENT: f64 = 10.0;

/// What a measure has to come to.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    AtLeast(f64),
    AtMost(f64),
}

/// One figure, and what it is held against.
#[derive(Debug, Clone, Serialize)]
pub struct Measure {
    pub scenario: &'static str,
    pub what: String,
    pub value: f64,
    pub unit: &'static str,
    /// Name and value of what it is divided by.
    pub against: Option<(String, f64)>,
    /// The quotient; without something to divide by, the value.
    pub result: f64,
    pub reach: Option<Reach>,
    pub reached: Option<bool>,
}

impl Measure {
    pub fn new(
        scenario: &'static str,
        what: impl Into<String>,
        value: f64,
        unit: &'static str,
    ) -> Self {
        let what = what.into();
        Self {
            scenario,
            what,
            value,
            unit,
            against: None,
            result: value,
            reach: None,
            reached: None,
        }
    }

    #[must_use]
    pub fn against(mut self, what: impl Into<String>, value: f64) -> Self {
        self.result = self.value / value;
        self.against = Some((what.into(), value));
        self
    }

    #[must_use]
    pub fn at_least(mut self, least: f64) -> Self {
        self.reach = Some(Reach::AtLeast(least));
        self.reached = Some(self.result >= least);
        self
    }

    #[must_use]
    pub fn at_most(mut self, most: f64) -> Self {
        self.reach = Some(Reach::AtMost(most));
        self.reached = Some(self.result <= most);
        self
    }

    fn row(&self) -> [String; 6] {
        let against = self
            .against
            .as_ref()
            .map_or_else(String::new, |(what, value)| format!("{} {what}", figure(*value)));
        let result = self.against.as_ref().map_or_else(String::new, |_| ratio(self.result));
        let reach = match self.reach {
            Some(Reach::AtLeast(least)) => format!("≥ {}", plain(least)),
            Some(Reach::AtMost(most)) => format!("≤ {}", plain(most)),
            None => String::new(),
        };
        let reached = match self.reached {
            Some(true) => "yes",
            Some(false) => "NO",
            None => "",
        };
        let value = format!("{} {}", figure(self.value), self.unit);
        [self.what.clone(), value, against, result, reach, reached.to_owned()]
    }
}

/// What ran, and what it ran on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    pub kernel: String,
    pub postgres: String,
    pub folder: String,
    pub sparrowd: String,
}

#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub machine: Machine,
    ceilings: Vec<(String, Rate)>,
    pair: Option<Pair>,
    trials: Vec<(String, Outcome)>,
    pub measures: Vec<Measure>,
    failures: Vec<(String, String)>,
}

impl Report {
    pub fn ceiling(&mut self, name: &str, rate: Rate) {
        self.ceilings.push((name.to_owned(), rate));
    }

    pub fn pair(&mut self, pair: Pair) {
        self.pair = Some(pair);
    }

    pub fn trial(&mut self, name: &str, outcome: &Outcome) {
        self.trials.push((name.to_owned(), outcome.clone()));
    }

    pub fn add(&mut self, measure: Measure) {
        self.measures.push(measure);
    }

    /// What another run came to, behind what this has.
    pub fn extend(&mut self, other: Self) {
        self.machine = other.machine;
        self.ceilings.extend(other.ceilings);
        self.pair = other.pair.or(self.pair);
        self.trials.extend(other.trials);
        self.measures.extend(other.measures);
        self.failures.extend(other.failures);
    }

    /// A scenario that did not come to its end.
    pub fn fail(&mut self, scenario: &str, error: &anyhow::Error) {
        self.failures.push((scenario.to_owned(), format!("{error:#}")));
    }

    pub fn has_failures(&self) -> bool {
        !self.failures.is_empty()
    }

    pub fn print(&self) {
        let Machine { cpu, cores, kernel, postgres, folder, sparrowd } = &self.machine;
        println!(
            "{cores} × {cpu}, Linux {kernel}, PostgreSQL {postgres} on {folder}, {sparrowd}\n"
        );
        self.print_ceilings();
        self.print_trials();
        self.print_disturbance();
        if !self.measures.is_empty() {
            let mut table = table(["measure", "value", "against", "ratio", "to reach", "reached"]);
            table.add_rows(self.measures.iter().map(Measure::row));
            println!("{table}\n");
        }
        for (scenario, error) in &self.failures {
            println!("{scenario} did not come to its end: {error}");
        }
    }

    /// Whether the machine was the bench's alone.
    fn print_disturbance(&self) {
        let ceilings = self.ceilings.iter().map(|(_, rate)| rate.others_percent);
        let trials = self.trials.iter().map(|(_, one)| one.cpu.percent(one.cpu.others_s));
        let most = ceilings.chain(trials).fold(0.0, f64::max);
        if most > QUIET_PERCENT {
            println!(
                "Others used up to {most:.0} % of the processors meanwhile: no figure above is more \
                 than a hint.\n"
            );
        }
    }

    fn print_ceilings(&self) {
        if self.ceilings.is_empty() && self.pair.is_none() {
            return;
        }
        let mut table =
            table(["ceiling", "per second", "CPU, client", "CPU, server", "others", "idle"]);
        for (name, rate) in &self.ceilings {
            table.add_row([
                name.clone(),
                figure(rate.per_second),
                format!("{:.1} µs", rate.client_us),
                format!("{:.1} µs", rate.server_us),
                format!("{:.0} %", rate.others_percent),
                format!("{:.0} %", rate.idle_percent),
            ]);
        }
        println!("{table}");
        if let Some(pair) = self.pair {
            let (p50, p99) = (pair.p50_us / 1e3, pair.p99_us / 1e3);
            println!("one durable commit and one bare POST: p50 {p50:.2} ms, p99 {p99:.2} ms");
        }
        println!();
    }

    pub fn print_trials(&self) {
        if self.trials.is_empty() {
            return;
        }
        let mut table = table([
            "load",
            "accepted/s",
            "delivered/s",
            "behind",
            "lost",
            "twice",
            "refused",
            "p50 ms",
            "p99 ms",
            "µs/delivery: sparrowd",
            "postgres",
            "generator",
            "receiver",
            "others",
            "idle",
        ]);
        for (name, outcome) in &self.trials {
            let each = |seconds: f64| {
                let count = outcome.deliveries.max(outcome.events).max(1);
                format!("{:.0}", seconds * 1e6 / count as f64)
            };
            let ms = |us: f64| format!("{:.1}", us / 1e3);
            table.add_row([
                name.clone(),
                figure(outcome.accepted_per_second),
                figure(outcome.delivered_per_second),
                outcome.behind.to_string(),
                outcome.lost.to_string(),
                outcome.twice.to_string(),
                outcome.refused.to_string(),
                ms(outcome.arrival_us.p50),
                ms(outcome.arrival_us.p99),
                each(outcome.cpu.sparrowd_s),
                each(outcome.cpu.postgres_s),
                each(outcome.cpu.generator_s),
                each(outcome.cpu.receiver_s),
                format!("{:.0} %", outcome.cpu.percent(outcome.cpu.others_s)),
                format!("{:.0} %", outcome.cpu.percent(outcome.cpu.idle_s)),
            ]);
        }
        println!("{table}");
        for (name, outcome) in &self.trials {
            if let Some(refusal) = &outcome.refusal {
                println!("{name}: refused: {refusal}");
            }
        }
        println!();
    }
}

pub fn table<const COLUMNS: usize>(heads: [&str; COLUMNS]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(heads);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// As many digits as mean something.
pub fn figure(value: f64) -> String {
    match value.abs() {
        0.0 => "0".to_owned(),
        large if large >= 100.0 => thousands(value.round()),
        medium if medium >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn thousands(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 { format!("-{text}") } else { text }
}

fn ratio(value: f64) -> String {
    if value < 1.0 { format!("{:.0} %", value * 100.0) } else { format!("{value:.2} ×") }
}

fn plain(value: f64) -> String {
    if value < 1.0 { format!("{:.0} %", value * 100.0) } else { format!("{value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_digits_that_mean_something() {
        let some = [0.0, 0.123, 12.34, 123.4, 12_345.0, 1_234_567.8].map(figure);
        assert_eq!(some, ["0", "0.12", "12.3", "123", "12,345", "1,234,568"]);
    }

    #[test]
    fn a_measure_is_reached_by_its_ratio_or_its_value() {
        let measure = Measure::new("x", "rate", 30.0, "/s");
        assert_eq!(measure.clone().against("http", 100.0).at_least(0.3).reached, Some(true));
        assert_eq!(measure.clone().against("http", 101.0).at_least(0.3).reached, Some(false));
        assert_eq!(measure.at_most(29.0).reached, Some(false));
    }
}
