//! `attempt tail`: attempts as they are recorded, until told to stop.
//!
//! The stream is opened with filters and a cursor. Each record may move the cursor; when the
//! connection breaks, or the daemon ends the stream, it is opened again from there, so that
//! nothing is missed and nothing shown twice. Where that can't be promised, a gap is shown.

use std::{fmt::Write as _, num::NonZeroU64, path::PathBuf, time::Duration};

use sparrow_proto::v1::{
    TailAttemptsRequest, TailAttemptsResponse, TailReady, tail_attempts_response::Record,
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
    nouns::attempt::AttemptRow,
    output::{printer::cell, replace_file, talk, text::shell, view},
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

struct Follower<'a> {
    client: &'a Client,
    request: TailAttemptsRequest,
    words: Words,
    records: Records,
    file: Option<CursorFile>,
    until_idle: Option<Duration>,
    exit_after: Option<u64>,
    /// How long to try to connect again.
    patience: Option<Duration>,
    shown: u64,
    /// Whether a stream ever stood: before, what goes wrong is an error.
    stood: bool,
    /// Runs while there is no stream.
    broken: Option<Stopwatch>,
}

pub(super) async fn run(session: &mut Session, args: Tail) -> Result<Exit> {
    let file = args.cursor_file.clone().map(CursorFile::open).transpose()?;
    let request = request(session, &args, file.as_ref())?;
    let client = session.connect::<AttemptRow>().await?;
    let mut signals = Signals::listen()?;
    let mut follower = Follower {
        client: &client,
        request,
        words: Words { what: what(&args), command: command(session, &args) },
        records: Records::new(session, args.no_header)?,
        file,
        until_idle: args.until_idle,
        exit_after: args.exit_after.map(NonZeroU64::get),
        patience: session.settings.timeout.value,
        shown: 0,
        stood: false,
        broken: None,
    };
    let followed = follower.follow(session, &mut signals).await;
    let end = follower.finish(session, followed)?;
    let shown = view::count(follower.shown, "attempt", "attempts");
    session.out.say(format!("{shown} shown.  resume: {}", follower.resume()));
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

/// Whether the tail has come to its end, or why its stream has to be opened again.
type Read = Result<End, String>;

impl Follower<'_> {
    /// Opens streams, one after the other, until the tail has its end.
    async fn follow(&mut self, session: &mut Session, signals: &mut Signals) -> Result<End> {
        let mut pause = FIRST_PAUSE;
        loop {
            let opened = tokio::select! {
                opened = open(self.client, &self.request) => opened,
                exit = signals.received() => return Ok(End::Signal(exit)),
            };
            let read = match opened {
                Ok(stream) => self.read(session, signals, stream).await?,
                Err(status) if self.stood => self.passing(&status)?,
                Err(status) => return Err(self.client.failure(&status).into()),
            };
            let why = match read {
                Ok(end) => return Ok(end),
                Err(why) => why,
            };
            session.out.flush()?;
            if self.broken.is_none() {
                pause = FIRST_PAUSE;
                session.out.say(format!("the stream ended ({why}); connecting again"));
            }
            let away = self.broken.get_or_insert_with(Stopwatch::start).elapsed();
            if self.patience.is_some_and(|patience| away >= patience) {
                self.save(true)?;
                return Err(gone(&why, away, &self.resume()).into());
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                exit = signals.received() => return Ok(End::Signal(exit)),
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Reads one stream.
    async fn read(
        &mut self,
        session: &mut Session,
        signals: &mut Signals,
        mut stream: Streaming<TailAttemptsResponse>,
    ) -> Result<Read> {
        loop {
            let message = tokio::select! {
                message = stream.message() => message,
                exit = signals.received() => return Ok(Ok(End::Signal(exit))),
                () = idle(self.until_idle) => return Ok(Ok(End::Idle)),
            };
            let message = match message {
                Ok(Some(message)) => message,
                Ok(None) => return Ok(Err("it was closed".to_owned())),
                Err(status) => return self.passing(&status),
            };
            if !message.cursor.is_empty() {
                self.request.cursor = message.cursor;
                self.request.since = None;
            }
            if let Some(read) = self.record(session, message.record)? {
                return Ok(read);
            }
            // What was read must be out before the cursor's file says so.
            session.out.flush()?;
            self.save(false)?;
        }
    }

    /// Shows a record; says if it is the last of its stream.
    fn record(&mut self, session: &mut Session, record: Option<Record>) -> Result<Option<Read>> {
        match record {
            Some(Record::Ready(ready)) => self.ready(session, &ready)?,
            Some(Record::Attempt(attempt)) => {
                self.records.attempt(session, attempt)?;
                self.shown += 1;
                if self.exit_after.is_some_and(|most| self.shown >= most) {
                    return Ok(Some(Ok(End::Enough)));
                }
            }
            Some(Record::Gap(gap)) => {
                self.records.gap(session, &gap.reason, &self.request.cursor)?;
            }
            Some(Record::End(end)) => {
                let why = if end.reason.is_empty() { "the daemon ends it" } else { &end.reason };
                return Ok(Some(Err(cell(why))));
            }
            None => {}
        }
        Ok(None)
    }

    /// The stream stands, for the first time or again.
    fn ready(&mut self, session: &mut Session, ready: &TailReady) -> Result<()> {
        if let Some(since) = self.broken.take() {
            back(session, since.elapsed(), &self.request.cursor);
        } else if !self.stood && session.out.view.quiet < 2 {
            // In every mode but `-qq`: whoever started the tail may wait for this line.
            let from = ready.from.and_then(time::from_wire);
            let from = from.map(|from| format!(" from {}", session.out.view.clock_time(from)));
            talk(&format!("ready  {}{}", self.words.what, from.unwrap_or_default()));
        }
        self.stood = true;
        self.records.open(session)
    }

    /// An error after which the stream may be opened again, as words; others end the tail.
    fn passing(&self, status: &Status) -> Result<Read> {
        let failure = self.client.failure(status);
        if client::is_passing(status) {
            Ok(Err(cell(&failure.message)))
        } else {
            Err(failure.into())
        }
    }

    /// Ends what is on stdout, also where the tail failed: what was shown until then is whole.
    fn finish(&mut self, session: &mut Session, followed: Result<End>) -> Result<End> {
        let failed = match &followed {
            Ok(_) => false,
            Err(Stop::PipeClosed) => return followed,
            Err(_) => true,
        };
        if !failed || self.records.is_open() {
            let cursor = Some(self.request.cursor.as_str()).filter(|cursor| !cursor.is_empty());
            self.records.finish(session, cursor, self.shown)?;
        }
        let saved = self.save(true);
        let end = followed?;
        saved.map(|()| end)
    }

    fn save(&mut self, now: bool) -> Result<()> {
        match &mut self.file {
            Some(file) => file.save(&self.request.cursor, now),
            None => Ok(()),
        }
    }

    fn resume(&self) -> String {
        let command = &self.words.command;
        match (&self.file, self.request.cursor.as_str()) {
            (Some(_), _) | (None, "") => command.clone(),
            (None, cursor) => format!("{command} --cursor {cursor}"),
        }
    }
}

async fn open(
    client: &Client,
    request: &TailAttemptsRequest,
) -> Result<Streaming<TailAttemptsResponse>, Status> {
    let answer = client.deliveries().tail_attempts(request.clone()).await?;
    client.answered();
    Ok(answer.into_inner())
}

async fn idle(limit: Option<Duration>) {
    match limit {
        Some(limit) => tokio::time::sleep(limit).await,
        None => std::future::pending().await,
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

fn what(args: &Tail) -> String {
    let failed = if args.failed { "failed " } else { "" };
    let of = match args.webhook.as_slice() {
        [] => String::new(),
        webhooks => format!(" of {}", webhooks.join(", ")),
    };
    cell(&format!("tailing {failed}attempts{of}"))
}

/// The command line that goes on with this tail.
fn command(session: &Session, args: &Tail) -> String {
    let mut out = session.command("tail");
    let mut flag = |name: &str, value: &str| {
        let _ = write!(out, " --{name} {}", shell(value));
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
