//! `sparrow-bench compare`: two daemons in turn, each scenario once with either, so that a machine
//! that changes its mind changes it for both.

use std::path::PathBuf;

use clap::Args;

use super::run::{Setting, measure};
use crate::report::{Measure, Report, figure, table};
use crate::scenarios::Scenario;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The daemon to hold the other against
    before: PathBuf,
    /// The daemon that is judged
    after: PathBuf,
    /// Which; none: end-to-end, accept, fan-out and latency
    #[arg(value_enum)]
    scenarios: Vec<Scenario>,
    #[command(flatten)]
    setting: Setting,
}

const USUAL: [Scenario; 4] =
    [Scenario::EndToEnd, Scenario::Accept, Scenario::FanOut, Scenario::Latency];

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let scenarios = match options.scenarios.as_slice() {
        [] => USUAL.to_vec(),
        some => some.to_vec(),
    };
    let [mut before, mut after] = [Report::default(), Report::default()];
    for scenario in scenarios {
        for (sparrowd, report) in [(&options.before, &mut before), (&options.after, &mut after)] {
            eprintln!("{}", sparrowd.display());
            let setting = options.setting.of(sparrowd);
            report.extend(measure(&[scenario], &setting).await?);
        }
    }
    let mut rows = table(["measure", "before", "after", "after / before", "of the ceiling"]);
    for measure in &after.measures {
        rows.add_row(row(before.measures.iter().find(|one| one.what == measure.what), measure));
    }
    println!("{rows}");
    Ok(())
}

/// Values beside each other; and the ratios to the ceilings, each of its own run, which say the same
/// if the machine was steady.
fn row(before: Option<&Measure>, after: &Measure) -> [String; 5] {
    let [was, is] = [before.map_or(f64::NAN, |one| one.value), after.value];
    let of_ceiling =
        before.filter(|_| after.against.is_some()).map(|one| after.result / one.result);
    [
        format!("{}, {}", after.what, after.unit),
        figure(was),
        figure(is),
        format!("{:.2}", is / was),
        of_ceiling.map_or_else(String::new, |ratio| format!("{ratio:.2}")),
    ]
}
