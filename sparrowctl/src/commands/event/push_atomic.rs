//! `event push --file --atomic`: all lines in one call, accepted together or not at all.

use sparrow_proto::v1::{EventInput, PushEventBatchRequest};

use super::{
    lines::{self, Shared},
    push_file::{report, template},
};
use crate::{
    args::{event::Push, shared::Frame},
    client::Client,
    clock::Stopwatch,
    error::{Failure, Result},
    exit::Exit,
    nouns::event::{BulkPush, Pushed},
    session::Session,
};

/// What one call takes.
const MOST_EVENTS: usize = 1_000;
const MOST_BYTES: usize = 4 * 1024 * 1024;

pub(super) async fn run(session: &mut Session, args: Push) -> Result<Exit> {
    session.out.check_columns::<Pushed>()?;
    let path = args.file.clone().unwrap_or_default();
    let (events, shared) = all_lines(&path, template(session, args)?).await?;
    if events.is_empty() {
        session.out.say("Nothing to push: the file has no lines.");
        return Ok(Exit::Ok);
    }
    let client = session.connect::<Pushed>().await?;
    let mut rows: Vec<Pushed> = events.iter().map(Pushed::of).collect();
    let stopwatch = Stopwatch::start();
    let results = push(&client, events, &shared).await?;
    for (row, result) in rows.iter_mut().zip(results) {
        row.id = result.event_id;
        row.deliveries = result.deliveries;
        row.is_duplicate = result.duplicate;
    }
    if session.out.view.is_table() && session.out.view.columns.is_none() {
        session.out.one(&summary(&rows, stopwatch.elapsed()), report)?;
        return Ok(Exit::Ok);
    }
    let mut listing = session.out.list::<Pushed>(Frame::default())?;
    for row in &rows {
        listing.push(row)?;
    }
    listing.finish(None)?;
    Ok(Exit::Ok)
}

/// The whole file; one that is too large for a call is refused before anything is sent.
async fn all_lines(
    path: &str,
    template: lines::Template,
) -> Result<(Vec<EventInput>, std::sync::Arc<Shared>)> {
    let (mut batches, shared) = lines::read(path, template)?;
    let (mut events, mut bytes) = (Vec::new(), 0);
    while let Some(batch) = batches.recv().await {
        let batch = batch.map_err(|failure| failure.note("nothing was accepted"))?;
        bytes += batch.iter().map(|event| event.payload.len()).sum::<usize>();
        events.extend(batch);
        if events.len() > MOST_EVENTS || bytes > MOST_BYTES {
            return Err(Failure::usage("too_many_for_one_call", "too many lines for --atomic")
                .note("one call takes at most 1,000 events, of 4 MiB in all")
                .note("nothing was accepted")
                .hint("without --atomic a file may be of any size")
                .into());
        }
    }
    Ok((events, shared))
}

async fn push(
    client: &Client,
    events: Vec<EventInput>,
    shared: &Shared,
) -> Result<Vec<sparrow_proto::v1::PushEventResponse>> {
    let sent = events.len();
    let request = client.request(PushEventBatchRequest { events });
    let answer = match client.events().push_event_batch(request).await {
        Ok(answer) => answer.into_inner(),
        Err(status) => return Err(refused(client.failure(&status), shared).into()),
    };
    client.answered();
    if answer.results.len() != sent {
        let got = answer.results.len();
        let message = format!("the daemon answered for {got} of {sent} events");
        return Err(Failure::new(Exit::Failed, "incomplete", message).into());
    }
    Ok(answer.results)
}

/// The line at fault by its number in the file.
fn refused(mut failure: Failure, shared: &Shared) -> Failure {
    let index = failure.details.get("index").and_then(|index| index.as_str()?.parse::<u64>().ok());
    let Some(index) = index else { return failure };
    let line = shared.line_of(index);
    failure.message = format!("line {line}: {}", failure.message);
    failure.details.remove("index");
    failure.with("line", line).note("nothing was accepted")
}

fn summary(rows: &[Pushed], took: std::time::Duration) -> BulkPush {
    let lines = rows.len() as u64;
    let new = || rows.iter().filter(|row| !row.is_duplicate);
    let accepted = new().count() as u64;
    let deliveries = new().map(|row| u64::from(row.deliveries)).sum();
    BulkPush { lines, accepted, duplicates: lines - accepted, deliveries, took }
}
