//! Many events over one stream.
//!
//! Events go to ingest in the order in which they come, many on their way at once; an answer follows
//! whenever some are committed. The first one that is refused ends the stream: nothing after it is
//! looked at, those on their way before it are waited for and counted, and then comes its error with
//! its position. If it is the commit that fails, those behind it may be on their way already, and
//! the error says so.
//!
//! A caller who does not read its answers keeps nothing waiting: each says all that the one before did,
//! so that only the last is kept, and what has come is worked off in a task of its own.

use std::collections::VecDeque;

use futures::future::OptionFuture;
use futures::stream::{BoxStream, FuturesOrdered, StreamExt as _};
use futures::{FutureExt as _, future::BoxFuture};
use sparrow_proto::v1;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Code, Status, Streaming};

use super::super::context::Context;
use super::super::error::{ApiError, Reason};
use super::super::grpc::deadline::{self, Deadline};
use super::super::intake::weight::unreadable;
use super::check::check;
use super::push::refusal;
use crate::ingest::{Accepted, Pending, PushError};
use crate::tasks::Policy;

/// Events of one stream on their way to a commit, at most.
const MAX_ON_THE_WAY: usize = 2_048;
/// Events of one message, at most.
const MAX_PER_MESSAGE: usize = 1_000;

type Outcome = Result<Accepted, PushError>;

struct Push {
    context: Context,
    requests: Streaming<v1::PushEventsRequest>,
    /// Received and not yet submitted.
    waiting: VecDeque<v1::EventInput>,
    on_the_way: FuturesOrdered<BoxFuture<'static, Outcome>>,
    /// Events submitted so far: the position of the next one.
    submitted: u64,
    counted: v1::PushEventsResponse,
    /// No more requests are read.
    ended: bool,
    /// What ends the stream, once all that came before it is counted.
    error: Option<ApiError>,
    /// A commit failed: what was on its way behind it is waited for, and not counted.
    broken: bool,
}

/// How far a stream has come.
#[derive(Debug, Clone, Default)]
struct Progress {
    counted: v1::PushEventsResponse,
    end: Option<Result<(), ApiError>>,
}

/// What a caller is told of it.
struct Answers {
    progress: watch::Receiver<Progress>,
    told: v1::PushEventsResponse,
    stopping: CancellationToken,
    /// Nobody pushes for a caller who has gone away.
    _caller: DropGuard,
}

pub(super) fn push(
    context: Context,
    requests: Streaming<v1::PushEventsRequest>,
    deadline: Option<Deadline>,
) -> BoxStream<'static, Result<v1::PushEventsResponse, Status>> {
    let tasks = context.tasks.clone();
    let push = Push {
        context,
        requests,
        waiting: VecDeque::new(),
        on_the_way: FuturesOrdered::new(),
        submitted: 0,
        counted: v1::PushEventsResponse::default(),
        ended: false,
        error: None,
        broken: false,
    };
    let (sender, progress) = watch::channel(Progress::default());
    let gone = CancellationToken::new();
    let caller = gone.clone().drop_guard();
    let stopping = tasks.stopping();
    tasks.spawn("stream of events", Policy::Detached, async move {
        let push = gone.run_until_cancelled(push.run(&sender));
        if let Err(passed) = deadline::until(deadline, push).await {
            sender.send_modify(|progress| progress.end = Some(Err(passed)));
        }
    });
    let told = v1::PushEventsResponse::default();
    let answers = Answers { progress, told, stopping, _caller: caller };
    futures::stream::unfold(Some(answers), Answers::next).boxed()
}

impl Answers {
    /// The next one: progress, or the error that ends the stream.
    async fn next(
        answers: Option<Self>,
    ) -> Option<(Result<v1::PushEventsResponse, Status>, Option<Self>)> {
        let mut answers = answers?;
        loop {
            let Progress { counted, end } = answers.progress.borrow_and_update().clone();
            if counted != answers.told {
                answers.told = counted;
                return Some((Ok(counted), Some(answers)));
            }
            match end {
                None => {}
                Some(Ok(())) => return None,
                Some(Err(error)) => return Some((Err(error.into()), None)),
            }
            if answers.progress.changed().await.is_err() {
                return Some((Err(answers.broke_off().into()), None));
            }
        }
    }

    /// Why the work ended without a word.
    fn broke_off(&self) -> ApiError {
        let counted = self.told.accepted + self.told.duplicates;
        let error = if self.stopping.is_cancelled() {
            ApiError::new(Reason::Stopping, "the daemon has stopped in the middle of the stream")
        } else {
            ApiError::inside()
        };
        error.at(counted).detail("events from this one on may have been accepted")
    }
}

/// What comes next.
enum Step {
    Request(Result<Option<v1::PushEventsRequest>, Status>),
    Outcome(Option<Outcome>),
    Stopping,
}

/// Whether the caller sent something that is no message, rather than went away.
fn is_unreadable(status: &Status) -> bool {
    status.code() == Code::Internal && status.message().contains("decode")
}

impl Push {
    async fn run(mut self, progress: &watch::Sender<Progress>) {
        loop {
            self.submit().await;
            match self.step().await {
                Some(Step::Request(request)) => self.received(request),
                Some(Step::Outcome(Some(outcome))) => {
                    self.count(outcome);
                    progress.send_modify(|progress| progress.counted = self.counted);
                }
                Some(Step::Outcome(None)) => {}
                Some(Step::Stopping) => {
                    let message = "the daemon is stopping; push the rest again";
                    self.fail(ApiError::new(Reason::Stopping, message).at(self.submitted));
                }
                None => {
                    let end = self.error.map_or(Ok(()), Err);
                    progress.send_modify(|progress| progress.end = Some(end));
                    return;
                }
            }
        }
    }

    /// Submits what waits, as long as there is room.
    async fn submit(&mut self) {
        while self.on_the_way.len() < MAX_ON_THE_WAY {
            let Some(event) = self.waiting.pop_front() else { return };
            match submit(&self.context, event).await {
                Ok(pending) => self.on_the_way.push_back(pending.outcome().boxed()),
                Err(error) => return self.fail(error.at(self.submitted)),
            }
            self.submitted += 1;
        }
    }

    /// `None`: all is done.
    async fn step(&mut self) -> Option<Step> {
        let reads = !self.ended && self.waiting.is_empty();
        if !reads && self.on_the_way.is_empty() {
            return None;
        }
        let stopping = self.context.tasks.stopping();
        let request = OptionFuture::from(reads.then(|| self.requests.message()));
        let outcome =
            OptionFuture::from((!self.on_the_way.is_empty()).then(|| self.on_the_way.next()));
        let step = tokio::select! {
            biased;
            () = stopping.cancelled(), if reads => Step::Stopping,
            Some(outcome) = outcome => Step::Outcome(outcome),
            Some(request) = request => Step::Request(request),
        };
        Some(step)
    }

    fn received(&mut self, request: Result<Option<v1::PushEventsRequest>, Status>) {
        match request {
            Ok(Some(request)) if request.events.len() > MAX_PER_MESSAGE => {
                let message = format!("a message holds at most {MAX_PER_MESSAGE} events");
                self.fail(ApiError::invalid("events", message).at(self.submitted));
            }
            Ok(Some(request)) => self.waiting.extend(request.events),
            Err(status) if !status.details().is_empty() => {
                self.fail(ApiError::from(&status).at(self.submitted));
            }
            Err(status) if is_unreadable(&status) => {
                self.fail(unreadable().at(self.submitted));
            }
            // Its end; or the caller has gone away, and nobody is left to be told.
            Ok(None) | Err(_) => self.ended = true,
        }
    }

    /// Counts an outcome, and those behind it that are there already.
    fn count(&mut self, first: Outcome) {
        let mut next = Some(first);
        while let Some(outcome) = next {
            self.count_one(outcome);
            next = self.on_the_way.next().now_or_never().flatten();
        }
    }

    fn count_one(&mut self, outcome: Outcome) {
        match outcome {
            _ if self.broken => {}
            Ok(Accepted { duplicate: true, .. }) => self.counted.duplicates += 1,
            Ok(accepted) => {
                self.counted.accepted += 1;
                self.counted.deliveries += u64::from(accepted.deliveries);
            }
            Err(error) => {
                self.broken = true;
                let counted = self.counted.accepted + self.counted.duplicates;
                let mut error = refusal(&self.context, error).at(counted);
                if !self.on_the_way.is_empty() {
                    error = error.detail("events behind it may have been accepted");
                }
                self.fail(error);
            }
        }
    }

    /// Ends the stream with this error; the one that comes first in the stream stays.
    fn fail(&mut self, error: ApiError) {
        self.ended = true;
        self.waiting.clear();
        if self.error.as_ref().is_none_or(|known| error.index() < known.index()) {
            self.error = Some(error);
        }
    }
}

/// An unknown namespace keeps what lies behind it out: ingest would tell only when that is on its way.
async fn submit(context: &Context, event: v1::EventInput) -> Result<Pending, ApiError> {
    let push = check(context, event)?;
    context.expects(&push.namespace).await?;
    Ok(context.ingest.submit(push).await?)
}
