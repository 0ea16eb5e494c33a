//! Machines and the processes on them: whose clock tells the time, who stands still, who is gone.
//!
//! All of them share one thread. A process is what its tasks are: each goes through a [`Gate`], which
//! says whose turn it is while the task runs, keeps it from running while its process is frozen, and
//! drops it when the process is killed. The clock of a machine never stands still, goes a little too
//! fast or too slow, and was started at another time than the others.

use std::cell::RefCell;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::Instant;

use crate::clock::{self, Boot};
use crate::tasks;

/// A process by the order in which they were started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Process(pub usize);

/// A machine's boot clock.
#[derive(Debug, Clone, Copy)]
pub struct Quartz {
    pub booted: Duration,
    /// Millionths by which it goes too fast.
    pub drift: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Runs,
    Frozen,
    Killed,
}

struct Running {
    quartz: Quartz,
    state: State,
    waiting: Vec<Waker>,
}

struct Machines {
    /// When the simulation began.
    started: Option<Instant>,
    running: Vec<Running>,
    whose: Option<Process>,
}

thread_local! {
    static MACHINES: RefCell<Option<Machines>> = const { RefCell::new(None) };
}

fn with<T>(act: impl FnOnce(&mut Machines) -> T) -> T {
    MACHINES.with_borrow_mut(|machines| act(machines.as_mut().expect("a simulation runs")))
}

/// While it is held, this thread's time and tasks are those of the simulation.
#[derive(Debug)]
pub struct Simulated(());

impl Simulated {
    /// To be had before the runtime, and to be let go of after it.
    pub fn begin() -> Self {
        MACHINES.set(Some(Machines { started: None, running: Vec::new(), whose: None }));
        clock::simulated::set(Some(boot));
        tasks::simulated::set(Some(gate));
        Self(())
    }
}

impl Drop for Simulated {
    fn drop(&mut self) {
        tasks::simulated::set(None);
        clock::simulated::set(None);
        MACHINES.set(None);
    }
}

/// Since the first look at it in this simulation.
pub fn elapsed() -> Duration {
    let now = Instant::now();
    now - with(|machines| *machines.started.get_or_insert(now))
}

/// How long ago that was.
pub fn since(earlier: Duration) -> Duration {
    elapsed().saturating_sub(earlier)
}

/// What the clock of the process shows whose turn it is; of nobody's, true time.
fn boot() -> Boot {
    let elapsed = elapsed();
    let quartz = with(|machines| machines.whose.map(|at| machines.running[at.0].quartz));
    Boot::from_duration(quartz.map_or(elapsed, |quartz| quartz.shows(elapsed)))
}

impl Quartz {
    fn shows(self, elapsed: Duration) -> Duration {
        let micros = i64::try_from(elapsed.as_micros()).unwrap();
        let ran = micros + micros * self.drift / 1_000_000;
        self.booted + Duration::from_micros(ran.unsigned_abs())
    }
}

pub fn start(quartz: Quartz) -> Process {
    with(|machines| {
        machines.running.push(Running { quartz, state: State::Runs, waiting: Vec::new() });
        Process(machines.running.len() - 1)
    })
}

fn become_(process: Process, state: State) {
    let waiting = with(|machines| {
        let running = &mut machines.running[process.0];
        if running.state == State::Killed {
            return Vec::new();
        }
        running.state = state;
        if state == State::Frozen { Vec::new() } else { std::mem::take(&mut running.waiting) }
    });
    waiting.into_iter().for_each(Waker::wake);
}

/// From here on none of its tasks runs.
pub fn freeze(process: Process) {
    become_(process, State::Frozen);
}

pub fn thaw(process: Process) {
    become_(process, State::Runs);
}

/// Its tasks are dropped as soon as anything wakes them.
pub fn kill(process: Process) {
    become_(process, State::Killed);
}

/// Whose turn it is. Comes back as it was when this is dropped.
struct Turn(Option<Process>);

impl Turn {
    fn of(process: Option<Process>) -> Self {
        Self(with(|machines| std::mem::replace(&mut machines.whose, process)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        with(|machines| machines.whose = self.0);
    }
}

/// Does this as the process.
pub fn within<T>(process: Process, act: impl FnOnce() -> T) -> T {
    let _turn = Turn::of(Some(process));
    act()
}

type Task = BoxFuture<'static, ()>;

struct Gate {
    process: Process,
    task: Option<Task>,
}

/// A task belongs to the process that spawned it.
fn gate(task: Task) -> Task {
    match with(|machines| machines.whose) {
        Some(process) => Box::pin(Gate { process, task: Some(task) }),
        None => task,
    }
}

impl Future for Gate {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let process = self.process;
        let state = with(|machines| {
            let running = &mut machines.running[process.0];
            if running.state == State::Frozen {
                running.waiting.push(cx.waker().clone());
            }
            running.state
        });
        match state {
            State::Frozen => Poll::Pending,
            State::Killed => {
                within(process, || drop(self.task.take()));
                Poll::Ready(())
            }
            State::Runs => within(process, || match &mut self.task {
                Some(task) => task.as_mut().poll(cx),
                None => Poll::Ready(()),
            }),
        }
    }
}
