//! `event push --file`: each line an event, over one stream that is full in both directions.
//!
//! A thread reads ([`lines`]), a pump hands its batches to the stream, the daemon's answers are
//! counted. A line that is refused ends the push. What was accepted stays, and is told in every
//! case: that is what someone needs who goes on from there.

use std::{cell::Cell, fmt::Write as _, pin::pin, sync::Arc, time::Duration};

use sparrow_proto::v1::{EventInput, PushEventsRequest};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::{
    lines::{self, Batch, Shared, Template},
    progress::{Progress, rate},
};
use crate::{
    args::event::Push,
    client::Client,
    commands::signals::Signals,
    error::{Failure, Result, Stop},
    exit::Exit,
    headers,
    nouns::event::BulkPush,
    output::{Screen, text::shell, view},
    session::Session,
    time,
};

/// How often the progress is shown.
const TICK: Duration = Duration::from_millis(100);

/// What was sent and what is known to be accepted.
#[derive(Default)]
struct Counts {
    sent: Cell<u64>,
    accepted: Cell<u64>,
    duplicates: Cell<u64>,
    deliveries: Cell<u64>,
    /// Why the reading ended before the file.
    unreadable: Cell<Option<Failure>>,
}

impl Counts {
    /// Events that the daemon has answered for.
    fn settled(&self) -> u64 {
        self.accepted.get() + self.duplicates.get()
    }
}

/// How the stream came to its end.
enum End {
    Complete,
    Refused(Status),
    Stopped(Exit),
}

pub(super) async fn run(session: &mut Session, args: Push) -> Result<Exit> {
    session.out.check_columns::<BulkPush>()?;
    let path = args.file.clone().unwrap_or_default();
    let label = args.event_type.clone().unwrap_or_else(|| "events".to_owned());
    let push = session.command(&again(&args));
    // The file first: if it can't be read, the daemon need not be there.
    let (batches, shared) = lines::read(&path, template(session, args)?)?;
    let client = session.connect::<BulkPush>().await?;
    let counts = Counts::default();
    let mut progress = Progress::new(&session.out.view, &shared, &label);
    let end = transfer(&client, batches, &shared, &counts, &mut progress).await?;
    progress.finish();
    let took = progress.elapsed();
    let go_on = GoOn { path: &path, push, shared: &shared };
    match end {
        End::Refused(status) => Err(refused(&client, &status, &counts, &go_on).into()),
        End::Stopped(exit) => {
            let next = shared.line_of(counts.settled());
            session.out.say(format!(
                "stopped before line {}; {}",
                view::grouped(next),
                told(&counts)
            ));
            session.out.hint(go_on.command(next));
            Err(Stop::Ended(exit))
        }
        End::Complete => match counts.unreadable.take() {
            Some(failure) => {
                Err(failure.note(told(&counts)).with("accepted", counts.accepted.get()).into())
            }
            None => complete(session, &counts, took),
        },
    }
}

/// What the flags say about every line.
pub(super) fn template(session: &Session, args: Push) -> Result<Template> {
    Ok(Template {
        namespace: session.namespace(),
        event_type: args.event_type,
        content_type: args.content_type.unwrap_or_default(),
        metadata: args.meta.into_iter().collect(),
        headers: headers::new(&args.header)?,
        ttl: args.ttl.and_then(|ttl| ttl.try_into().ok()),
        deliver_time: args.at.map(time::to_wire),
    })
}

fn complete(session: &mut Session, counts: &Counts, took: Duration) -> Result<Exit> {
    let (sent, accepted) = (counts.sent.get(), counts.accepted.get());
    let settled = counts.settled();
    if settled < sent {
        let message = format!("the daemon answered for {settled} of {sent} events, and no more");
        return Err(Failure::new(Exit::Failed, "incomplete", message)
            .with("accepted", accepted)
            .with("sent", sent)
            .into());
    }
    let (duplicates, deliveries) = (counts.duplicates.get(), counts.deliveries.get());
    session.out.one(&BulkPush { lines: sent, accepted, duplicates, deliveries, took }, report)?;
    Ok(Exit::Ok)
}

pub(super) fn report(screen: &mut Screen<'_>, push: &BulkPush) {
    screen.done(format!(
        "accepted {}{} in {} ({}/s); {}",
        view::count(push.accepted, "event", "events"),
        duplicate_words(push.duplicates),
        time::took(push.took),
        view::grouped(rate(push.accepted + push.duplicates, push.took)),
        view::count(push.deliveries, "delivery", "deliveries"),
    ));
}

/// `, duplicate key 12`: events whose key an earlier push had.
fn duplicate_words(duplicates: u64) -> String {
    match duplicates {
        0 => String::new(),
        count => format!(", duplicate key {}", view::grouped(count)),
    }
}

/// Sends all batches and counts the answers.
async fn transfer(
    client: &Client,
    batches: mpsc::Receiver<Batch>,
    shared: &Arc<Shared>,
    counts: &Counts,
    progress: &mut Progress,
) -> Result<End> {
    let mut signals = Signals::listen()?;
    let (sender, receiver) = mpsc::channel(2);
    let mut receive = pin!(receive(client, ReceiverStream::new(receiver), shared, counts));
    let mut pump = Some(Box::pin(pump(batches, sender, counts)));
    let mut stopped = None;
    let mut ticks = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            received = &mut receive => {
                return Ok(match (received, stopped) {
                    (Err(status), None) => End::Refused(status),
                    (_, Some(exit)) => End::Stopped(exit),
                    (Ok(()), None) => End::Complete,
                });
            }
            () = async { if let Some(pump) = &mut pump { pump.await } }, if pump.is_some() => {
                pump = None;
            }
            exit = signals.received() => {
                // The first lets the daemon answer for what it has; the second does not wait.
                if stopped.is_some() {
                    return Ok(End::Stopped(exit));
                }
                stopped = Some(exit);
                pump = None;
            }
            _ = ticks.tick() => {
                progress.show(shared, counts.accepted.get(), counts.duplicates.get());
            }
        }
    }
}

/// Hands over what the thread has read; the stream ends when this does.
async fn pump(
    mut batches: mpsc::Receiver<Batch>,
    sender: mpsc::Sender<PushEventsRequest>,
    counts: &Counts,
) {
    while let Some(batch) = batches.recv().await {
        let events: Vec<EventInput> = match batch {
            Ok(events) => events,
            Err(failure) => {
                counts.unreadable.set(Some(failure));
                return;
            }
        };
        let count = events.len() as u64;
        if sender.send(PushEventsRequest { events }).await.is_err() {
            return;
        }
        counts.sent.set(counts.sent.get() + count);
    }
}

async fn receive(
    client: &Client,
    requests: ReceiverStream<PushEventsRequest>,
    shared: &Shared,
    counts: &Counts,
) -> Result<(), Status> {
    let mut answers = client.events().push_events(requests).await?.into_inner();
    client.answered();
    while let Some(answer) = answers.message().await? {
        counts.accepted.set(answer.accepted);
        counts.duplicates.set(answer.duplicates);
        counts.deliveries.set(answer.deliveries);
        shared.forget_before(counts.settled());
    }
    Ok(())
}

/// This push as it is typed for a file on stdin. Values of headers may be secret, and are not repeated.
fn again(args: &Push) -> String {
    let mut out = "push".to_owned();
    let mut word = |flag: &str, value: &str| {
        let _ = write!(out, "{flag} {}", shell(value));
    };
    if let Some(event_type) = &args.event_type {
        word("", event_type);
    }
    if let Some(content_type) = &args.content_type {
        word(" --content-type", content_type);
    }
    for (key, value) in &args.meta {
        word(" --meta", &format!("{key}={value}"));
    }
    for header in &args.header {
        match header.split_once(':') {
            Some((name, _)) if !header.starts_with('@') => word(" --header", &format!("{name}: …")),
            _ => word(" --header", header),
        }
    }
    if let Some(ttl) = args.ttl {
        word(" --ttl", &time::exact(ttl));
    }
    if let Some(at) = args.at {
        word(" --at", &at.to_string());
    }
    out.push_str(" --file -");
    out
}

/// How to go on from a line.
struct GoOn<'a> {
    path: &'a str,
    push: String,
    shared: &'a Shared,
}

impl GoOn<'_> {
    fn command(&self, line: u64) -> String {
        let (path, push) = (shell(self.path), &self.push);
        let read = match self.path.rsplit('.').next() {
            _ if path == "-" => return format!("go on with line {line} of the input"),
            Some("gz") => format!("gzip -dc {path} | tail -n +{line}"),
            Some("zst") => format!("zstd -dc {path} | tail -n +{line}"),
            _ => format!("tail -n +{line} {path}"),
        };
        format!("go on: {read} | {push}")
    }
}

fn told(counts: &Counts) -> String {
    format!(
        "accepted before: {}{}; {}",
        view::count(counts.accepted.get(), "event", "events"),
        duplicate_words(counts.duplicates.get()),
        view::count(counts.deliveries.get(), "delivery", "deliveries")
    )
}

/// A refused line is named by its number in the file; a lost connection says what is unknown.
fn refused(client: &Client, status: &Status, counts: &Counts, go_on: &GoOn<'_>) -> Failure {
    let mut failure = client.failure(status);
    // The same command again would push what was accepted once more.
    failure.retryable &= counts.settled() == 0;
    let (accepted, sent) = (counts.accepted.get(), counts.sent.get());
    let index = failure.details.get("index").and_then(|index| index.as_str()?.parse::<u64>().ok());
    if let Some(index) = index {
        let line = go_on.shared.line_of(index);
        failure.message = format!("line {line}: {}", failure.message);
        failure.details.remove("index");
        failure = failure.with("line", line).note(told(counts));
        // Its hint says what is wrong with the line; this one is for afterwards.
        let next = go_on.command(line);
        failure = if failure.hint.is_none() { failure.hint(next) } else { failure.note(next) };
    } else {
        let next = go_on.shared.line_of(counts.settled());
        failure = failure.note(told(counts));
        if sent > counts.settled() {
            let last = go_on.shared.line_of(sent - 1);
            failure =
                failure.note(format!("lines {next} to {last} were sent, and may be accepted"));
        }
        let next = go_on.command(next);
        failure = if failure.hint.is_none() { failure.hint(next) } else { failure.note(next) };
    }
    failure
        .with("accepted", accepted)
        .with("duplicates", counts.duplicates.get())
        .with("deliveries", counts.deliveries.get())
        .with("sent", sent)
}
