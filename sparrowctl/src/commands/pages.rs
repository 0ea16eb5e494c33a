//! Lists, page by page, until there is enough.

use crate::{
    args::shared,
    error::{Failure, Result},
    exit::Exit,
    output::{Noun, Printer},
    session::Session,
};

/// The most that the daemon puts on a page.
const LARGEST_PAGE: u32 = 1_000;

/// One page of items and the token of the next; empty on the last.
pub type Page<T> = (Vec<T>, String);

/// What to say where there is nothing.
pub struct Empty {
    pub message: String,
    pub hint: String,
}

impl Empty {
    /// Nothing in this namespace; `next` is a command that helps on.
    pub fn in_namespace(session: &Session, nouns: &str, next: &str) -> Self {
        let message = format!("No {nouns} in namespace {}.", session.settings.namespace.value);
        Self { message, hint: session.command(next) }
    }
}

/// Writes a list. `fetch` is given a page size and a token.
pub async fn list<T: Noun>(
    printer: &mut Printer,
    args: &shared::Paging,
    empty: Empty,
    fetch: impl AsyncFnMut(u32, String) -> Result<Page<T>>,
) -> Result<Exit> {
    framed(printer, args, args.frame(), empty, fetch).await
}

/// The same, of a list that tells the span of time that it covers.
pub async fn list_within<T: Noun>(
    printer: &mut Printer,
    args: &shared::Paging,
    window: shared::Window,
    empty: Empty,
    fetch: impl AsyncFnMut(u32, String) -> Result<Page<T>>,
) -> Result<Exit> {
    let frame = shared::Frame { window: Some(window), ..args.frame() };
    let empty = match window.words() {
        Some(words) => {
            Empty { message: format!("{} {words}.", empty.message.trim_end_matches('.')), ..empty }
        }
        None => empty,
    };
    framed(printer, args, frame, empty, fetch).await
}

async fn framed<T: Noun>(
    printer: &mut Printer,
    args: &shared::Paging,
    frame: shared::Frame,
    empty: Empty,
    mut fetch: impl AsyncFnMut(u32, String) -> Result<Page<T>>,
) -> Result<Exit> {
    let limit = if args.all { u64::MAX } else { u64::from(args.limit.get()) };
    let mut token = args.cursor.clone().unwrap_or_default();
    // The first page comes before the first byte, so that an error leaves stdout empty.
    let mut page = fetch(page_size(limit), token).await?;
    let mut listing = printer.list::<T>(frame)?;
    let mut count = 0;
    loop {
        for item in &page.0 {
            listing.push(item)?;
        }
        count += page.0.len() as u64;
        token = page.1;
        if token.is_empty() || count >= limit {
            break;
        }
        page = fetch(page_size(limit - count), token).await?;
    }
    let next = Some(token).filter(|token| !token.is_empty());
    let count = listing.finish(next.as_deref())?;
    if let Some(next) = next {
        printer.hint(format!("there are more: --cursor {next}, or --all"));
    }
    end(printer, count, args.fail_empty, empty)
}

fn page_size(wanted: u64) -> u32 {
    u32::try_from(wanted).unwrap_or(u32::MAX).min(LARGEST_PAGE)
}

/// The end of a list that may have been empty.
pub fn end(printer: &Printer, count: u64, fail_empty: bool, empty: Empty) -> Result<Exit> {
    if count > 0 {
        return Ok(Exit::Ok);
    }
    if fail_empty {
        return Err(Failure::new(Exit::NotFound, "empty", empty.message).hint(empty.hint).into());
    }
    printer.say(empty.message);
    printer.hint(empty.hint);
    Ok(Exit::Ok)
}
