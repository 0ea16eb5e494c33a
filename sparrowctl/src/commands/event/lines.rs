//! NDJSON to events: read in a thread of its own, in batches that bound what is in memory.

use std::{
    collections::{HashMap, VecDeque},
    fs::File,
    io::{self, BufRead, BufReader, Read},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use sparrow_proto::v1::EventInput;
use tokio::sync::mpsc;

use crate::{clock, error::Failure, time};

/// Events in one message, at most; the daemon takes 1,000.
const BATCH_EVENTS: usize = 500;
/// Payload bytes in one message beyond which it is sent.
const BATCH_BYTES: usize = 512 * 1024;
/// One line, at most: more than any payload that a daemon accepts.
const LONGEST_LINE: u64 = 64 * 1024 * 1024;
const READ_AHEAD: usize = 256 * 1024;

/// What every event of a file has in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Template {
    pub namespace: String,
    /// Without it each line names its own.
    pub event_type: Option<String>,
    pub content_type: String,
    pub metadata: HashMap<String, String>,
    pub headers: HashMap<String, String>,
    pub ttl: Option<prost_types::Duration>,
    pub deliver_time: Option<prost_types::Timestamp>,
}

/// A line that holds a whole event.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    #[serde(rename = "type")]
    event_type: String,
    #[serde(borrow)]
    data: &'a RawValue,
    #[serde(default)]
    meta: HashMap<String, String>,
    #[serde(default)]
    headers: HashMap<String, String>,
    #[serde(default)]
    key: String,
    /// As `--ttl` and `--at` have them.
    ttl: Option<String>,
    at: Option<String>,
}

/// What the reading thread and the sending task both look at.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// Bytes of the file read so far, and its size if that is known.
    pub read: AtomicU64,
    pub size: AtomicU64,
    /// Runs of lines without a gap: the place of the first event in the stream, and its line.
    runs: Mutex<VecDeque<(u64, u64)>>,
}

impl Shared {
    fn note(&self, index: u64, line: u64) {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let goes_on = runs.back().is_some_and(|(i, l)| index - i == line - l);
        if !goes_on {
            runs.push_back((index, line));
        }
    }

    /// The line of an event in the stream.
    pub(super) fn line_of(&self, index: u64) -> u64 {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        let run = runs.iter().rev().find(|(first, _)| *first <= index);
        run.map_or(index + 1, |(first, line)| line + (index - first))
    }

    /// Forgets what lies before an event that is settled.
    pub(super) fn forget_before(&self, index: u64) {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        while runs.len() > 1 && runs[1].0 <= index {
            runs.pop_front();
        }
    }
}

/// A batch, or why there is no next one.
pub(super) type Batch = Result<Vec<EventInput>, Failure>;

/// Opens the file and reads it in a thread of its own. The thread ends with the file, at a line
/// that is no event, or when nobody listens any more.
pub(super) fn read(
    path: &str,
    template: Template,
) -> Result<(mpsc::Receiver<Batch>, Arc<Shared>), Failure> {
    let shared = Arc::new(Shared::default());
    let source = open(path, &shared)?;
    let (sender, receiver) = mpsc::channel(4);
    let in_thread = Arc::clone(&shared);
    std::thread::Builder::new()
        .name("read-lines".to_owned())
        .spawn(move || {
            let reader = BufReader::with_capacity(READ_AHEAD, source);
            let now = clock::now();
            Lines { reader, template, shared: in_thread, number: 0, index: 0, now }.run(&sender);
        })
        .map_err(|error| {
            Failure::usage("unreadable_file", "cannot read").note(error.to_string())
        })?;
    Ok((receiver, shared))
}

fn open(path: &str, shared: &Arc<Shared>) -> Result<Box<dyn Read + Send>, Failure> {
    let wrong = |error: io::Error| {
        Failure::usage("unreadable_file", format!("cannot read {path}")).note(error.to_string())
    };
    if path == "-" {
        return Ok(Box::new(Counted { inner: io::stdin(), shared: Arc::clone(shared) }));
    }
    let file = File::open(path).map_err(wrong)?;
    let metadata = file.metadata().map_err(wrong)?;
    if metadata.is_dir() {
        return Err(wrong(io::ErrorKind::IsADirectory.into()));
    }
    if metadata.is_file() {
        shared.size.store(metadata.len(), Ordering::Relaxed);
    }
    let file = Counted { inner: file, shared: Arc::clone(shared) };
    Ok(match path.rsplit('.').next() {
        Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(BufReader::new(file))),
        Some("zst") => Box::new(zstd::Decoder::new(file).map_err(wrong)?),
        _ => Box::new(file),
    })
}

/// Counts what is read, for the progress bar.
struct Counted<R> {
    inner: R,
    shared: Arc<Shared>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.shared.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

struct Lines<R> {
    reader: BufReader<R>,
    template: Template,
    shared: Arc<Shared>,
    /// The line read last, from 1.
    number: u64,
    /// Events made so far.
    index: u64,
    /// From when `"at":"2h"` counts.
    now: Timestamp,
}

impl<R: Read> Lines<R> {
    fn run(mut self, sender: &mpsc::Sender<Batch>) {
        loop {
            let (batch, end) = self.batch();
            if !batch.is_empty() && sender.blocking_send(Ok(batch)).is_err() {
                return;
            }
            match end {
                None => {}
                Some(Ok(())) => return,
                Some(Err(failure)) => {
                    // Nobody listens only if the push has ended already.
                    let _ = sender.blocking_send(Err(failure));
                    return;
                }
            }
        }
    }

    /// As many events as fit, or as are there without waiting for more.
    fn batch(&mut self) -> (Vec<EventInput>, Option<Result<(), Failure>>) {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH_EVENTS && bytes < BATCH_BYTES {
            match self.next() {
                Ok(Some(event)) => {
                    bytes += event.payload.len();
                    batch.push(event);
                }
                Ok(None) => return (batch, Some(Ok(()))),
                Err(failure) => return (batch, Some(Err(failure))),
            }
            if self.reader.buffer().is_empty() {
                break;
            }
        }
        (batch, None)
    }

    /// The next line that is not blank.
    fn next(&mut self) -> Result<Option<EventInput>, Failure> {
        loop {
            let mut line = Vec::new();
            let read = (&mut self.reader).take(LONGEST_LINE).read_until(b'\n', &mut line);
            let count = read.map_err(|error| {
                Failure::usage("unreadable_file", format!("cannot read line {}", self.number + 1))
                    .note(error.to_string())
                    .with("line", self.number + 1)
            })?;
            if count == 0 {
                return Ok(None);
            }
            self.number += 1;
            if line.last() == Some(&b'\n') {
                line.pop();
            } else if count as u64 == LONGEST_LINE {
                return Err(self.refuse("line_too_long", "it is longer than 64 MiB"));
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let event = self.event(line)?;
            self.shared.note(self.index, self.number);
            self.index += 1;
            return Ok(Some(event));
        }
    }

    fn event(&self, line: Vec<u8>) -> Result<EventInput, Failure> {
        let template = self.template.clone();
        let mut event = EventInput {
            namespace: template.namespace,
            content_type: template.content_type,
            metadata: template.metadata,
            headers: template.headers,
            ttl: template.ttl,
            deliver_time: template.deliver_time,
            ..EventInput::default()
        };
        if let Some(event_type) = template.event_type {
            event.r#type = event_type;
            event.payload = line.into();
            return Ok(event);
        }
        let parsed: Line<'_> = serde_json::from_slice(&line).map_err(|error| {
            self.refuse("invalid_line", &error.to_string()).hint(
                "without TYPE a line is {\"type\":…,\"data\":…} and, if wanted, \"key\", \
                     \"meta\", \"headers\", \"ttl\", \"at\"",
            )
        })?;
        let wrong = |why: String| self.refuse("invalid_line", &why);
        if let Some(ttl) = &parsed.ttl {
            let ttl = time::parse_duration(ttl).map_err(wrong)?;
            event.ttl = ttl.try_into().ok();
        }
        if let Some(at) = &parsed.at {
            let at = time::parse_moment(at, self.now).map_err(wrong)?;
            event.deliver_time = Some(time::to_wire(at));
        }
        event.r#type = parsed.event_type;
        event.payload = parsed.data.get().as_bytes().to_vec().into();
        event.idempotency_key = parsed.key;
        event.metadata.extend(parsed.meta);
        event.headers.extend(parsed.headers);
        Ok(event)
    }

    fn refuse(&self, code: &'static str, why: &str) -> Failure {
        Failure::usage(code, format!("line {}: {why}", self.number)).with("line", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines<'a>(text: &'a str, event_type: Option<&str>) -> Lines<&'a [u8]> {
        let template = Template {
            namespace: "default".to_owned(),
            event_type: event_type.map(str::to_owned),
            ..Template::default()
        };
        Lines {
            reader: BufReader::new(text.as_bytes()),
            template,
            shared: Arc::default(),
            number: 0,
            index: 0,
            now: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_line_is_a_payload_byte_for_byte() {
        let mut lines = lines("{ \"a\": 1 }\r\n\n[2]\n{\"last\":true}", Some("t"));
        let mut payloads = Vec::new();
        while let Some(event) = lines.next().unwrap() {
            payloads.push(event.payload);
        }
        assert_eq!(payloads, [&b"{ \"a\": 1 }\r"[..], b"[2]", b"{\"last\":true}"]);
        assert_eq!([0, 1, 2].map(|index| lines.shared.line_of(index)), [1, 3, 4]);
        lines.shared.forget_before(2);
        assert_eq!(lines.shared.line_of(2), 4);
    }

    #[test]
    fn a_whole_event_keeps_the_bytes_of_its_data() {
        let text = r#"{"type":"a.b","data":{ "n": 9007199254740993 },"meta":{"k":"v"}}"#;
        let event = lines(text, None).next().unwrap().unwrap();
        assert_eq!(event.r#type, "a.b");
        assert_eq!(event.payload, &br#"{ "n": 9007199254740993 }"#[..]);
        assert_eq!(event.metadata["k"], "v");
    }

    #[test]
    fn a_whole_event_has_its_own_key_and_times() {
        let text =
            r#"{"type":"a","data":1,"key":"k-1","headers":{"x-a":"1"},"ttl":"90s","at":"1h"}"#;
        let event = lines(text, None).next().unwrap().unwrap();
        assert_eq!((event.idempotency_key.as_str(), event.headers["x-a"].as_str()), ("k-1", "1"));
        assert_eq!(event.ttl.unwrap().seconds, 90);
        assert_eq!(event.deliver_time.unwrap().seconds, 3_600);
    }

    #[test]
    fn a_line_that_is_no_event_is_named() {
        for bad in
            ["{}", "[]", "{\"type\":\"a\"}", "{\"type\":\"a\",\"data\":1,\"at\":\"x\"}", "no"]
                .into_iter()
                .chain(["{\"type\":\"a\",\"data\":1,\"ttl\":\"5\"}"])
        {
            let text = format!("\n{{\"type\":\"a\",\"data\":1}}\n{bad}\n");
            let mut lines = lines(&text, None);
            assert!(lines.next().unwrap().is_some());
            let failure = lines.next().unwrap_err();
            assert_eq!(failure.code, "invalid_line", "{bad}");
            assert!(failure.message.starts_with("line 3: "), "{}", failure.message);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "(.|\n){0,80}") {
            for event_type in [None, Some("t")] {
                let mut lines = lines(&text, event_type);
                while let Ok(Some(_)) = lines.next() {}
            }
        }
    }
}
