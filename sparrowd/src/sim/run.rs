//! One run: a world from a seed, its script, quiet, and what is found then.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{sleep, sleep_until};

use super::check;
use super::dice::Dice;
use super::journal::Journal;
use super::machines::{self, Process, Quartz, Simulated};
use super::model::{Model, Path, Switches, Tables};
use super::mutation::{Broken, Mutation};
use super::node::{Node, Push, World};
use super::script::{Act, LANES, Script};
use super::webhooks::{Hooks, SPACE};
use crate::chance;
use crate::domain::ids::{DeliveryId, Lane, NodeId};
use crate::store::hints::Hints;

/// How long it may take until everything is as it should be, once nothing fails any more. After the
/// database went back or its clock did, the full rescan may be needed, which comes every 10 minutes.
const REST: Duration = Duration::from_secs(300);
const LONG_REST: Duration = Duration::from_secs(1_200);
const LOOK: Duration = Duration::from_millis(500);
/// What goes on though all seems over shows in this time.
const AFTERWARDS: Duration = Duration::from_secs(4);

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    pub violations: Vec<String>,
    pub deliveries: usize,
    pub requests: usize,
    pub repeated: usize,
    pub seizures: u32,
    pub takeovers: u32,
    pub releases: u32,
    pub rewinds: usize,
    pub simulated: Duration,
    /// The same for every run of a seed.
    pub fingerprint: u64,
}

impl Report {
    pub fn panicked(message: String) -> Self {
        Self { violations: vec![format!("panicked: {message}")], ..Self::default() }
    }
}

/// Runs a seed, with the protocol as it is or broken.
pub fn run(seed: u64, broken: Option<Mutation>) -> Report {
    play(seed, broken, false)
}

/// As [`run`], and prints all that happens.
pub fn replay(seed: u64, broken: Option<Mutation>) -> Report {
    play(seed, broken, true)
}

fn play(seed: u64, broken: Option<Mutation>, aloud: bool) -> Report {
    // What tasks need to the last goes after them.
    let _surroundings = (Seeded::begin(seed), Broken::lease(broken), Simulated::begin());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let run = Run::new(seed, broken);
        run.world.model.journal.entries().aloud = aloud;
        run.play().await
    })
}

/// While it is held, this thread's rolls follow from the seed.
struct Seeded;

impl Seeded {
    fn begin(seed: u64) -> Self {
        chance::seeded::set(Some(seed));
        Self
    }
}

impl Drop for Seeded {
    fn drop(&mut self) {
        chance::seeded::set(None);
    }
}

/// A machine, and what runs on it.
struct Machine {
    quartz: Quartz,
    node: Option<Node>,
    process: Option<Process>,
    leaving: Option<watch::Receiver<bool>>,
    /// In the lock file when it was found free.
    dead: Option<NodeId>,
}

struct Run {
    dice: Dice,
    script: Script,
    world: World,
    deaf: watch::Sender<bool>,
    machines: Vec<Machine>,
    standby: Option<Tables>,
}

impl Run {
    fn new(seed: u64, broken: Option<Mutation>) -> Self {
        let mut dice = Dice::new(seed);
        let script = Script::roll(&mut dice);
        let hooks = Arc::new(Hooks::roll(&mut dice, LANES, script.until));
        let model = Model::new(Dice::new(dice.next()), Arc::new(Journal::default()), broken);
        {
            let mut tables = model.tables();
            for hook in hooks.all() {
                tables.webhooks.insert((SPACE, hook.id), Switches::default());
                tables.switch((SPACE, hook.id), |_| ());
            }
        }
        let (deaf, is_deaf) = watch::channel(false);
        let quartz = |dice: &mut Dice| Quartz {
            booted: dice.millis(1_000, 1_000_000),
            drift: i64::try_from(dice.below(40_000)).unwrap() - 20_000,
        };
        let machine = |dice: &mut Dice| Machine {
            quartz: quartz(dice),
            node: None,
            process: None,
            leaving: None,
            dead: None,
        };
        let machines = (0..script.machines).map(|_| machine(&mut dice)).collect();
        let world = World { model, hooks, deaf: is_deaf };
        Self { dice, script, world, deaf, machines, standby: None }
    }

    async fn play(mut self) -> Report {
        for machine in 0..self.machines.len() {
            self.start(machine);
        }
        let acts = std::mem::take(&mut self.script.acts);
        let begin = tokio::time::Instant::now();
        for (at, act) in acts {
            sleep_until(begin + at).await;
            self.act(act);
            self.bring_back();
            self.check_queues();
        }
        self.world.model.journal.entries().trace("calm");
        self.calm();
        self.rest().await;
        self.world.model.journal.entries().rest_begins();
        sleep(AFTERWARDS).await;
        self.leave().await;
        let journal = &self.world.model.journal;
        check::at_the_end(&self.world, journal);
        let entries = journal.entries();
        Report {
            violations: entries.violations.clone(),
            deliveries: entries.promises.len(),
            requests: entries.requests.len(),
            repeated: entries.repeated,
            seizures: entries.seizures,
            takeovers: entries.takeovers,
            releases: entries.releases,
            rewinds: entries.rewinds.len(),
            simulated: machines::elapsed(),
            fingerprint: entries.fingerprint(),
        }
    }

    fn start(&mut self, at: usize) {
        let machine = &mut self.machines[at];
        if machine.node.is_some() || machine.leaving.is_some() {
            return;
        }
        let process = machines::start(machine.quartz);
        let dice = Dice::new(self.dice.next());
        machine.process = Some(process);
        machine.node = Some(Node::start(&self.world, process, machine.dead, dice));
    }

    fn kill(&mut self, at: usize) {
        let machine = &mut self.machines[at];
        if let Some(node) = machine.node.take() {
            machine.dead = node.kill(&self.world.model).or(machine.dead);
        }
    }

    /// Those that have ended in order are started again.
    fn bring_back(&mut self) {
        for at in 0..self.machines.len() {
            let machine = &mut self.machines[at];
            if machine.leaving.as_ref().is_some_and(|stopped| *stopped.borrow()) {
                machine.leaving = None;
                if let Some(process) = machine.process {
                    machines::kill(process);
                }
                self.start(at);
            }
        }
    }

    fn act(&mut self, act: Act) {
        let model = Arc::clone(&self.world.model);
        model.journal.entries().trace(act);
        match act {
            Act::Push { machine, count } => self.push(machine, count),
            Act::Lane(lane) => drop(model.tables().lanes.insert(Lane(lane), (None, 0))),
            Act::Kill { machine } => self.kill(machine),
            Act::Start { machine } => self.start(machine),
            Act::Restart { machine, drain } => {
                let machine = &mut self.machines[machine];
                if let Some(node) = machine.node.take() {
                    machine.dead = None;
                    machine.leaving = Some(node.stop(drain));
                }
            }
            Act::Drain { machine, draining } => self.drain(machine, draining),
            Act::Freeze { machine } => self.each_process(Some(machine), machines::freeze),
            Act::Thaw { machine } => self.each_process(Some(machine), machines::thaw),
            Act::Weather { machine, path } => self.storm(machine, path),
            Act::Deaf(is_deaf) => drop(self.deaf.send_replace(is_deaf)),
            Act::Step(millis) => model.tables().clock += millis * 1_000,
            Act::Remember => self.standby = Some(model.tables().clone()),
            Act::Rewind => {
                if let Some(standby) = self.standby.take() {
                    model.rewind(standby);
                }
            }
            Act::Pause { webhook, paused } => self.switch(webhook, |is| is.paused = paused),
            Act::Delete { webhook } => self.switch(webhook, |is| is.deleted = true),
            Act::Cancel { machine } => self.command(machine, true),
            Act::RetryNow { machine } => self.command(machine, false),
        }
    }

    fn each_process(&self, machine: Option<usize>, act: impl Fn(Process)) {
        let of = |(at, _): &(usize, &Machine)| machine.is_none_or(|machine| machine == *at);
        let processes = self.machines.iter().enumerate().filter(of);
        processes.filter_map(|(_, machine)| machine.process).for_each(act);
    }

    fn storm(&self, machine: Option<usize>, path: Path) {
        let model = &self.world.model;
        match machine {
            Some(_) => self.each_process(machine, |at| model.weather().set(Some(at), path)),
            None => model.weather().set(None, path),
        }
    }

    /// Through whichever node: it is written to the tables, and told.
    fn drain(&self, machine: usize, draining: bool) {
        let node = self.machines[machine].node.as_ref().and_then(Node::identity);
        let Some(node) = node else { return };
        let is_new = self.world.model.tables().nodes.get_mut(&node).is_some_and(|row| {
            let was_draining = std::mem::replace(&mut row.draining, draining);
            was_draining != draining
        });
        if is_new {
            self.world.model.tell(Hints::of_nodes());
        }
    }

    fn switch(&self, webhook: usize, change: impl FnOnce(&mut Switches)) {
        if let Some(hook) = self.world.hooks.all().get(webhook) {
            self.world.model.tables().switch((SPACE, hook.id), change);
        }
    }

    /// A webhook that is deleted is matched no more.
    fn push(&mut self, machine: usize, count: usize) {
        let Some(node) = &self.machines[machine].node else { return };
        let live: Vec<_> = {
            let tables = self.world.model.tables();
            let switches = tables.webhooks.iter();
            switches.filter(|(_, is)| !is.deleted).map(|((_, webhook), _)| *webhook).collect()
        };
        for _ in 0..count {
            let dice = &mut self.dice;
            let mut webhooks = live.clone();
            webhooks.retain(|_| dice.percent(60));
            let due_in = dice.percent(10).then(|| dice.millis(1, 20_000));
            let expires_in = dice.percent(10).then(|| dice.millis(500, 30_000));
            let bytes = if dice.percent(5) { 40_000 } else { dice.index(200) };
            node.push(Push { webhooks, due_in, expires_in, bytes });
        }
    }

    /// Somebody cancels or hurries what is owed just now.
    fn command(&mut self, machine: usize, cancels: bool) {
        let Some(node) = &self.machines[machine].node else { return };
        let owed: Vec<DeliveryId> =
            self.world.model.tables().queue.keys().map(|(_, _, delivery)| *delivery).collect();
        if owed.is_empty() {
            return;
        }
        let ids = vec![owed[self.dice.index(owed.len())]];
        if cancels {
            self.world.model.journal.entries().cancelled.extend(&ids);
        }
        node.command(ids, cancels);
    }

    /// Nothing fails any more.
    fn calm(&mut self) {
        self.each_process(None, |process| {
            machines::thaw(process);
            self.world.model.weather().set(Some(process), Path::Clear);
        });
        self.storm(None, Path::Clear);
        self.deaf.send_replace(self.world.model.broken == Some(Mutation::BlindScans));
        for webhook in 0..self.world.hooks.all().len() {
            self.switch(webhook, |is| is.paused = false);
        }
    }

    /// Until everything is at rest, or has had the time for it.
    async fn rest(&mut self) {
        // By then every node has beaten again, and knows what it has lost.
        sleep(Duration::from_secs(2)).await;
        let began = machines::elapsed();
        let tables_clock = self.world.model.tables().clock;
        let is_shaken = !self.world.model.journal.entries().rewinds.is_empty() || tables_clock != 0;
        let limit = if is_shaken { LONG_REST } else { REST };
        loop {
            for at in 0..self.machines.len() {
                self.start(at);
            }
            self.bring_back();
            self.resume();
            let Some(unrest) = self.unrest() else { return };
            if machines::since(began) > limit {
                let rule = format!("not at rest after {limit:?}: {unrest}");
                self.world.model.journal.entries().violated(rule);
                return;
            }
            sleep(LOOK).await;
        }
    }

    /// Whoever runs it resumes what sparrow has suspended, and has every node work.
    fn resume(&self) {
        for machine in 0..self.machines.len() {
            self.drain(machine, false);
        }
        for (webhook, hook) in self.world.hooks.all().iter().enumerate() {
            let is_suspended = self.world.model.tables().webhooks[&(SPACE, hook.id)].suspended;
            if is_suspended {
                self.switch(webhook, |is| is.suspended = false);
            }
        }
    }

    /// What holds of queues at any time; they panic, if it does not.
    fn check_queues(&self) {
        for node in self.machines.iter().filter_map(|machine| machine.node.as_ref()) {
            node.with_up(|up| up.dispatcher.unrest());
        }
    }

    fn unrest(&self) -> Option<String> {
        let owed = self.world.model.tables().queue.len();
        if owed > 0 {
            return Some(format!("{owed} deliveries are owed"));
        }
        if self.world.model.has_under_way() {
            return Some("a statement is under way".to_owned());
        }
        let nodes: Vec<_> =
            self.machines.iter().filter_map(|machine| machine.node.as_ref()?.identity()).collect();
        let is_ours = |owner: &Option<NodeId>| owner.is_some_and(|owner| nodes.contains(&owner));
        if !self.world.model.tables().lanes.values().all(|(owner, _)| is_ours(owner)) {
            return Some("a lane is nobody's".to_owned());
        }
        self.machines.iter().enumerate().find_map(|(at, machine)| {
            let Some(node) = &machine.node else { return Some(format!("{at} is leaving")) };
            if node.has_pushes() {
                return Some(format!("machine {at}: pushes wait"));
            }
            match node.with_up(|up| up.dispatcher.unrest()) {
                None => Some(format!("{at} has not joined")),
                Some(unrest) => unrest.map(|what| format!("machine {at}: {what}")),
            }
        })
    }

    /// All of them stop in order.
    async fn leave(&mut self) {
        let failures: Vec<_> = self
            .machines
            .iter()
            .filter_map(|machine| machine.node.as_ref().and_then(Node::failure))
            .collect();
        for failure in failures {
            self.world.model.journal.entries().violated(failure);
        }
        let nodes = self.machines.iter_mut().filter_map(|machine| machine.node.take());
        let leaving: Vec<_> = nodes.map(|node| node.stop(Duration::from_secs(5))).collect();
        for mut stopped in leaving {
            let stopped = stopped.wait_for(|stopped| *stopped);
            if tokio::time::timeout(Duration::from_secs(60), stopped).await.is_err() {
                self.world.model.journal.entries().violated("a node does not stop");
            }
        }
    }
}
