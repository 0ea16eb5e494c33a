//! What can happen to a sparrowd.

use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, prlimit};
use tokio::time::sleep;

use super::load::Load;
use super::site::{IN_FLIGHT, Site};
use super::{Fault, Struck, setting};

pub const FAULTS: &[Fault] = &[
    Fault::of_nodes("sparrowd killed again and again, PostgreSQL between", 1, killed_alone),
    Fault::of_nodes("one node of three killed, for good", 3, killed_for_good),
    Fault::of_nodes("nodes killed and started again, one after the other", 3, killed_in_turn),
    Fault::of("a node frozen for 4 s", 3, frozen_shortly),
    Fault::of("a node frozen for 16 s, then woken", 3, frozen),
    Fault::of_nodes("a node stopped and started again", 2, stopped),
    Fault::of_nodes("three nodes restarted in turn", 3, rolled),
    Fault::of("a node gets a fifth of a processor", 2, starved),
    Fault::of("a node runs out of file descriptors", 2, without_files),
];

/// Events accepted between two blows.
const BETWEEN: u64 = 400;
/// What others do with a dead node's lanes.
const TAKEN_OVER: Duration = Duration::from_secs(16);

/// `SPARROW_CRASHES` says how often, and a quarter as often PostgreSQL. A restart of PostgreSQL leaves
/// the outcome of one settling statement unknown, and the daemon finds it out: it repeats nothing.
fn killed_alone<'a>(site: &'a mut Site, load: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        let kills: usize = setting("SPARROW_CRASHES", 4);
        let mut struck = Instant::now();
        for n in 1..=kills {
            load.go_on(BETWEEN).await;
            struck = Instant::now();
            site.nodes[0].kill();
            site.nodes[0].start();
            if n.is_multiple_of(4) {
                load.go_on(BETWEEN).await;
                struck = Instant::now();
                site.restart_postgres(Signal::QUIT).await;
            }
        }
        Struck { healed: struck, twice: kills * IN_FLIGHT }
    }
    .boxed_local()
}

fn killed_for_good<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.nodes[1].kill();
        Struck { healed: Instant::now(), twice: IN_FLIGHT }
    }
    .boxed_local()
}

fn killed_in_turn<'a>(site: &'a mut Site, load: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        for n in [0, 1, 2, 0, 1, 2] {
            site.nodes[n].kill();
            site.nodes[n].start();
            load.go_on(200).await;
        }
        Struck::over().with_twice(6 * IN_FLIGHT)
    }
    .boxed_local()
}

fn frozen_shortly<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.nodes[1].signal(Signal::STOP);
        sleep(Duration::from_secs(4)).await;
        site.nodes[1].signal(Signal::CONT);
        Struck::over()
    }
    .boxed_local()
}

/// Long enough to be declared dead: others send again what it had in flight.
fn frozen<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.nodes[1].signal(Signal::STOP);
        sleep(TAKEN_OVER).await;
        site.nodes[1].signal(Signal::CONT);
        Struck::over().with_twice(IN_FLIGHT)
    }
    .boxed_local()
}

fn stopped<'a>(site: &'a mut Site, load: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        site.nodes[1].stop().await;
        load.go_on(200).await;
        site.nodes[1].start();
        Struck::over()
    }
    .boxed_local()
}

fn rolled<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        for node in &mut site.nodes {
            node.stop().await;
            node.start();
            node.ready().await;
        }
        Struck::over()
    }
    .boxed_local()
}

fn starved<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        for _ in 0..40 {
            site.nodes[1].signal(Signal::STOP);
            sleep(Duration::from_millis(200)).await;
            site.nodes[1].signal(Signal::CONT);
            sleep(Duration::from_millis(50)).await;
        }
        Struck::over()
    }
    .boxed_local()
}

fn without_files<'a>(site: &'a mut Site, _: &'a Load) -> LocalBoxFuture<'a, Struck> {
    async move {
        let pid = Pid::from_raw(i32::try_from(site.nodes[1].pid()).unwrap());
        let few = Rlimit { current: Some(20), ..getrlimit(Resource::Nofile) };
        let before = prlimit(pid, Resource::Nofile, few).unwrap();
        // Those that are open stay open: connections to receivers have to be made anew.
        sleep(Duration::from_secs(10)).await;
        prlimit(pid, Resource::Nofile, before).unwrap();
        Struck::over()
    }
    .boxed_local()
}
