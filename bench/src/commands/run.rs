//! `sparrow-bench run`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use crate::bench::Bench;
use crate::receiver::Receiver;
use crate::report::{Machine, Report};
use crate::scenarios::Scenario;
use crate::site::Postgres;
use crate::trial::Lengths;

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Which; none: all but the long ones
    #[arg(value_enum)]
    scenarios: Vec<Scenario>,
    /// The long ones too
    #[arg(long)]
    long: bool,
    /// Write everything as JSON into this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    setting: Setting,
}

/// Where and how long.
#[derive(Debug, Clone, Args)]
pub(super) struct Setting {
    /// The daemon to measure; else the one beside this program
    #[arg(long, value_name = "PROGRAM")]
    sparrowd: Option<PathBuf>,
    /// Folder for PostgreSQL; it should be on the disk that is meant
    #[arg(long, value_name = "FOLDER", default_value = "/var/tmp/sparrow-bench")]
    folder: PathBuf,
    /// Seconds that a load is measured
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Seconds of load before
    #[arg(long, default_value_t = 2)]
    warm_up: u64,
    /// Threads of the receiver; 0: half of the processors
    #[arg(long, default_value_t = 0)]
    receiver_threads: usize,
}

impl Setting {
    /// The same for another daemon.
    pub(super) fn of(&self, sparrowd: &Path) -> Self {
        Self { sparrowd: Some(sparrowd.to_owned()), ..self.clone() }
    }
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let mut scenarios = options.scenarios;
    if scenarios.is_empty() && !options.long {
        scenarios = Scenario::short();
    }
    if options.long {
        scenarios.extend(Scenario::long());
    }
    let report = measure(&scenarios, &options.setting).await?;
    report.print();
    if let Some(file) = options.json {
        let text = serde_json::to_string_pretty(&report)?;
        fs::write(&file, text).with_context(|| format!("writing {}", file.display()))?;
    }
    if report.has_failures() {
        bail!("not every scenario came to its end");
    }
    Ok(())
}

/// Runs scenarios on a PostgreSQL that is there for them alone. Told to
/// stop, it ends the scenario and cleans up.
pub(super) async fn measure(scenarios: &[Scenario], setting: &Setting) -> anyhow::Result<Report> {
    let sparrowd = match &setting.sparrowd {
        Some(sparrowd) => sparrowd.clone(),
        None => std::env::current_exe()?.with_file_name("sparrowd"),
    };
    let cores = std::thread::available_parallelism()?.get();
    let threads = match setting.receiver_threads {
        0 => cores.div_ceil(2),
        threads => threads,
    };
    let lengths = Lengths {
        warm_up: Duration::from_secs(setting.warm_up),
        measured: Duration::from_secs(setting.seconds),
    };
    let [mut interrupt, mut terminate] =
        [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?];
    let receiver = Receiver::start(threads)?;
    let postgres = Postgres::start(&setting.folder).await?;
    let mut bench = Bench::new(postgres, receiver, sparrowd, lengths);
    bench.report.machine = machine(&bench, cores).await?;
    tokio::select! {
        () = all(&mut bench, scenarios) => {}
        _ = interrupt.recv() => eprintln!("stopping"),
        _ = terminate.recv() => eprintln!("stopping"),
    }
    let Bench { postgres, report, .. } = bench;
    postgres.stop().await?;
    Ok(report)
}

async fn all(bench: &mut Bench, scenarios: &[Scenario]) {
    for scenario in scenarios {
        eprintln!("{}", scenario.name());
        if let Err(error) = scenario.run(bench).await {
            eprintln!("  failed: {error:#}");
            bench.report.fail(&scenario.name(), &error);
        }
    }
    if let Err(error) = bench.drift().await {
        bench.report.fail("ceilings", &error);
    }
}

async fn machine(bench: &Bench, cores: usize) -> anyhow::Result<Machine> {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Ok(Machine {
        cpu: model.map_or("unknown", |line| line.trim_start_matches(['\t', ' ', ':'])).to_owned(),
        cores,
        kernel: kernel.trim().to_owned(),
        postgres: bench.postgres.version().await?,
        folder: bench.postgres.folder().display().to_string(),
        sparrowd: bench.sparrowd.display().to_string(),
    })
}
