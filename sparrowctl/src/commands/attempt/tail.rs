//! `attempt tail`: attempts as they are recorded, until told to stop.
//!
//! The stream is opened with filters and a cursor. Each record may move the cursor; when the
//! connection breaks, or the daemon ends the stream, it is opened again from there, so that
//! nothing is missed and nothing shown twice. Where that can't be promised, a gap is shown.

use std::{fmt::Write as _, path::PathBuf, time::Duration};

use sparrow_proto::v1::{
    TailAttemptsRequest, TailAttemptsResponse, tail_attempts_response::Record,
};
use tonic::{Status, Streaming};

use super::tail_records::Records;
use crate::{
    args::attempt::Tail,
    client::{self, Client},
    clock::Stopwatch,
    commands::signals::Signals,
    error::{Failure, Result, Stop},
    exit::Exit,
    ids,
    output::{replace_file, talk, view},
    session::Session,
    time,
};

const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The cursor's file is written at most this often while records come.
const SAVE_EVERY: Duration = Duration::from_millis(250);

/// Why the tail came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Enough,
    Idle,
    Signal(Exit),
}

struct Follower {
    request: TailAttemptsRequest,
    file: Option<CursorFile>,
    until_idle: Option<Duration>,
    exit_after: Option<u64>,
    /// How long to try to connect again.
    patience: Option<Duration>,
    shown: u64,
    stood: bool,
}

pub(super) async fn run(session: &mut Session, args: Tail) -> Result<Exit> {
    let file = args.cursor_file.clone().map(CursorFile::open).transpose()?;
    let request = request(session, &args, file.as_ref())?;
    let client = session.connect().await?;
    let mut signals = Signals::listen()?;
    let mut follower = Follower {
        request,
        file,
        until_idle: args.until_idle,
        exit_after: args.exit_after.map(std::num::NonZeroU64::get),
        patience: session.settings.timeout.value,
        shown: 0,
        stood: false,
    };
    let words = Words { what: what(&args), command: command(session, &args) };
    let records = Records::new(session, args.no_header)?;
    let (end, records) = follower.follow(session, &client, &mut signals, records, &words).await?;
    follower.save(true)?;
    let cursor = Some(follower.request.cursor.as_str()).filter(|cursor| !cursor.is_empty());
    records.finish(session, cursor, follower.shown)?;
    farewell(session, &follower, &words);
    Ok(match end {
        End::Enough | End::Idle => Exit::Ok,
        End::Signal(exit) => exit,
    })
}

/// How this tail is spoken of.
struct Words {
    what: String,
    /// The command line, without a cursor.
    command: String,
}

fn request(
    session: &Session,
    args: &Tail,
    file: Option<&CursorFile>,
) -> Result<TailAttemptsRequest> {
    let webhooks = args.webhook.iter().map(String::as_str).map(ids::webhook);
    let event_id = match &args.event {
        Some(event) => ids::check(ids::Kind::Event, event)?,
        None => String::new(),
    };
    let cursor = args.cursor.clone().or_else(|| file.and_then(|file| file.cursor.clone()));
    // A file with a cursor goes on from there; `--since` is for its first time.
    let since = args.since.filter(|_| cursor.is_none()).map(time::to_wire);
    Ok(TailAttemptsRequest {
        namespace: session.namespace(),
        webhooks: webhooks.collect::<Result<Vec<_>, Failure>>()?,
        event_types: args.event_type.clone(),
        failed: args.failed,
        cursor: cursor.unwrap_or_default(),
        since,
        statuses: args.status.clone(),
        event_id,
    })
}

impl Follower {
    async fn follow(
        &mut self,
        session: &mut Session,
        client: &Client,
        signals: &mut Signals,
        mut records: Records,
        words: &Words,
    ) -> Result<(End, Records)> {
        let mut broken: Option<Stopwatch> = None;
        let mut pause = FIRST_PAUSE;
        loop {
            let opened = tokio::select! {
                opened = open(client, &self.request) => opened,
                exit = signals.received() => return Ok((End::Signal(exit), records)),
            };
            let why = match opened {
                Ok(stream) => {
                    let before = self.shown;
                    let read = self
                        .read(session, client, signals, stream, &mut records, words, &mut broken)
                        .await?;
                    if self.shown > before || broken.is_none() {
                        pause = FIRST_PAUSE;
                    }
                    match read {
                        Ok(end) => return Ok((end, records)),
                        Err(why) => why,
                    }
                }
                Err(status) if self.stood && client::is_passing(&status) => {
                    client.failure(&status).message.clone()
                }
                Err(status) => return Err(client.failure(&status).into()),
            };
            session.out.flush()?;
            let since = *broken.get_or_insert_with(|| {
                session.out.say(format!("the stream ended ({why}); connecting again"));
                Stopwatch::start()
            });
            if self.patience.is_some_and(|patience| since.elapsed() >= patience) {
                self.save(true)?;
                return Err(gone(&why, since.elapsed(), &self.resume(words)).into());
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                exit = signals.received() => return Ok((End::Signal(exit), records)),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Reads one stream to its end: the tail's own, or why it has to be opened again.
    #[expect(clippy::too_many_arguments, reason = "the state of one reading")]
    async fn read(
        &mut self,
        session: &mut Session,
        client: &Client,
        signals: &mut Signals,
        mut stream: Streaming<TailAttemptsResponse>,
        records: &mut Records,
        words: &Words,
        broken: &mut Option<Stopwatch>,
    ) -> Result<Result<End, String>> {
        loop {
            let message = tokio::select! {
                message = stream.message() => message,
                exit = signals.received() => return Ok(Ok(End::Signal(exit))),
                () = idle(self.until_idle) => return Ok(Ok(End::Idle)),
            };
            let message = match message {
                Ok(Some(message)) => message,
                Ok(None) => return Ok(Err("it was closed".to_owned())),
                Err(status) if client::is_passing(&status) => {
                    return Ok(Err(client.failure(&status).message.clone()));
                }
                Err(status) => return Err(client.failure(&status).into()),
            };
            if !message.cursor.is_empty() {
                self.request.cursor = message.cursor;
                self.request.since = None;
            }
            match message.record {
                Some(Record::Ready(ready)) => {
                    let from = ready.from.and_then(time::from_wire);
                    match broken.take() {
                        Some(since) => back(session, since.elapsed(), &self.request.cursor),
                        None if !self.stood => {
                            let from = from
                                .map(|from| format!(" from {}", session.out.view.clock_time(from)));
                            talk_ready(session, &words.what, &from.unwrap_or_default());
                        }
                        None => {}
                    }
                    self.stood = true;
                    records.open(session)?;
                }
                Some(Record::Attempt(attempt)) => {
                    records.attempt(session, attempt)?;
                    self.shown += 1;
                    if self.exit_after.is_some_and(|most| self.shown >= most) {
                        return Ok(Ok(End::Enough));
                    }
                }
                Some(Record::Gap(gap)) => {
                    records.gap(session, &gap.reason, &self.request.cursor)?;
                }
                Some(Record::End(end)) => {
                    return Ok(Err(if end.reason.is_empty() {
                        "the daemon ends it".to_owned()
                    } else {
                        end.reason
                    }));
                }
                None => {}
            }
            // What was read must be out before the cursor says so.
            session.out.flush()?;
            self.save(false)?;
        }
    }

    fn save(&mut self, now: bool) -> Result<()> {
        match &mut self.file {
            Some(file) => file.save(&self.request.cursor, now),
            None => Ok(()),
        }
    }

    fn resume(&self, words: &Words) -> String {
        match (&self.file, self.request.cursor.as_str()) {
            (Some(_), _) | (None, "") => words.command.clone(),
            (None, cursor) => format!("{} --cursor {cursor}", words.command),
        }
    }
}

async fn open(
    client: &Client,
    request: &TailAttemptsRequest,
) -> Result<Streaming<TailAttemptsResponse>, Status> {
    Ok(client.deliveries().tail_attempts(request.clone()).await?.into_inner())
}

async fn idle(limit: Option<Duration>) {
    match limit {
        Some(limit) => tokio::time::sleep(limit).await,
        None => std::future::pending().await,
    }
}

/// Every mode has this line but `-qq`: whoever started the tail may wait for it.
fn talk_ready(session: &Session, what: &str, from: &str) {
    if session.out.view.quiet < 2 {
        talk(&format!("ready  {what}{from}"));
    }
}

fn back(session: &Session, after: Duration, cursor: &str) {
    let rule = session.out.view.err.mark(crate::output::Mark::Rule);
    let after = time::took(after);
    let words = match cursor {
        "" => format!("{rule} reconnected after {after}; what came in between is not shown {rule}"),
        cursor => {
            format!("{rule} reconnected after {after} at cursor {cursor}, nothing missed {rule}")
        }
    };
    session.out.say(words);
}

fn gone(why: &str, after: Duration, resume: &str) -> Failure {
    let message = format!("no stream for {}: {why}", time::took(after));
    Failure::new(Exit::Unreachable, "stream_lost", message)
        .hint(format!("go on later: {resume}"))
        .retryable()
}

fn farewell(session: &Session, follower: &Follower, words: &Words) {
    let shown = view::count(follower.shown, "attempt", "attempts");
    session.out.say(format!("{shown} shown.  resume: {}", follower.resume(words)));
}

fn what(args: &Tail) -> String {
    let failed = if args.failed { "failed " } else { "" };
    let of = match args.webhook.as_slice() {
        [] => String::new(),
        webhooks => format!(" of {}", webhooks.join(", ")),
    };
    crate::output::printer::cell(&format!("tailing {failed}attempts{of}"))
}

/// The command line that goes on with this tail.
fn command(session: &Session, args: &Tail) -> String {
    let mut out = format!("sparrowctl{} tail", session.same_place());
    let mut flag = |name: &str, value: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,:/@".contains(c);
        let _ = if value.chars().all(plain) {
            write!(out, " --{name} {value}")
        } else {
            write!(out, " --{name} '{}'", value.replace('\'', "'\\''"))
        };
    };
    for (name, values) in
        [("webhook", &args.webhook), ("type", &args.event_type), ("status", &args.status)]
    {
        if !values.is_empty() {
            flag(name, &values.join(","));
        }
    }
    if let Some(event) = &args.event {
        flag("event", event);
    }
    if let Some(file) = &args.cursor_file {
        flag("cursor-file", &file.display().to_string());
    }
    if args.failed {
        out.push_str(" --failed");
    }
    out
}

/// The file that `--cursor-file` names.
struct CursorFile {
    path: PathBuf,
    cursor: Option<String>,
    saved: Stopwatch,
}

impl CursorFile {
    fn open(path: PathBuf) -> Result<Self> {
        let cursor = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                let message = format!("cannot read {}", path.display());
                return Err(Failure::usage("unreadable_cursor", message)
                    .note(error.to_string())
                    .into());
            }
        };
        Ok(Self { path, cursor, saved: Stopwatch::start() })
    }

    /// Writes a cursor that is new, though not at every record.
    fn save(&mut self, cursor: &str, now: bool) -> Result<()> {
        let is_known = self.cursor.as_deref().unwrap_or_default() == cursor;
        if is_known || (!now && self.saved.elapsed() < SAVE_EVERY) {
            return Ok(());
        }
        replace_file(&self.path, format!("{cursor}\n").as_bytes()).map_err(|error| {
            let message = format!("cannot write {}", self.path.display());
            Stop::from(
                Failure::new(Exit::Failed, "cursor_unwritable", message).note(error.to_string()),
            )
        })?;
        self.cursor = Some(cursor.to_owned());
        self.saved = Stopwatch::start();
        Ok(())
    }
}
