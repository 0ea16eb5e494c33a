//! `attempt show`: the request as it was sent, the answer as it was received, the timing, the
//! decision. What a receiver wrote is shown, never obeyed.

use sparrow_proto::v1::{Attempt, Decision, Header, Outcome};

use crate::{
    args::attempt::Show,
    error::{Failure, Result},
    exit::Exit,
    ids,
    nouns::attempt::{
        AttemptDetail, decision_word, result_text, result_tone, total, try_words, webhook_name,
    },
    output::{Mark, Screen, Tone, Value, printer::cell, text::printable_lines, view},
    session::Session,
    time,
};

/// Which parts of the screen are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    All,
    Request,
    Response,
    Timing,
}

pub(super) async fn run(session: &mut Session, args: &Show) -> Result<Exit> {
    ids::check(ids::Kind::Attempt, &args.attempt)?;
    let client = session.connect::<AttemptDetail>().await?;
    let attempt = super::get(session, &client, &args.attempt, args.reveal).await?;
    let part = match (args.request, args.response, args.timing) {
        (true, ..) => Part::Request,
        (_, true, _) => Part::Response,
        (.., true) => Part::Timing,
        _ => Part::All,
    };
    if args.body_only {
        return body_only(session, &attempt, part);
    }
    session.out.one(&AttemptDetail(attempt), |screen, row| show(screen, &row.0, part))?;
    Ok(Exit::Ok)
}

/// The bytes as they are, except on a terminal: that would do what a receiver wrote.
fn body_only(session: &mut Session, attempt: &Attempt, part: Part) -> Result<Exit> {
    let body = match part {
        Part::Request => attempt.request.as_ref().map(|request| &request.body),
        _ => attempt.response.as_ref().map(|response| &response.body),
    };
    let Some(body) = body else {
        let what = if part == Part::Request { "request" } else { "answer" };
        return Err(Failure::new(
            Exit::NotFound,
            "no_body",
            format!("{} has no {what}", attempt.id),
        )
        .note(cell(&attempt.error))
        .into());
    };
    if !session.out.view.out_is_terminal {
        session.out.raw(body)?;
        return Ok(Exit::Ok);
    }
    let text = printable_lines(body);
    let text = text.strip_suffix('\n').unwrap_or(&text);
    if !text.is_empty() {
        session.out.line(text)?;
    }
    session.out.hint("control characters are escaped; the bytes as they are: … > FILE");
    Ok(Exit::Ok)
}

fn show(screen: &mut Screen<'_>, attempt: &Attempt, part: Part) {
    if part == Part::All {
        title(screen, attempt);
    }
    if matches!(part, Part::All | Part::Timing) {
        timing(screen, attempt);
    }
    if matches!(part, Part::All | Part::Request) {
        request(screen, attempt);
    }
    if matches!(part, Part::All | Part::Response) {
        response(screen, attempt);
    }
    if part == Part::All {
        decision(screen, attempt);
        screen.next("send it again by hand", &format!("attempt curl {}", attempt.id));
    }
}

fn title(screen: &mut Screen<'_>, attempt: &Attempt) {
    let mark = match attempt.outcome() {
        Outcome::Delivered => Mark::Done,
        _ => Mark::Failed,
    };
    let mark = screen.palette().mark(mark);
    let result =
        screen.paint(result_tone(attempt), &format!("{mark} {}", cell(&result_text(attempt))));
    let took = total(attempt).map(time::took).unwrap_or_default();
    let name = screen.paint(Tone::Strong, &cell(webhook_name(attempt)));
    screen.line(format!("{}   {name}   {result}   {took}", attempt.id));
    let at = screen.view.human(&Value::time(attempt.start_time));
    screen.field(
        "delivery",
        &[attempt.delivery_id.clone(), format!("try {}", try_words(attempt)), at],
    );
    screen.field("event", &[attempt.event_id.clone(), cell(&attempt.event_type)]);
}

fn timing(screen: &mut Screen<'_>, attempt: &Attempt) {
    let Some(timing) = &attempt.timing else { return };
    let phase = |name: &str, duration: Option<prost_types::Duration>| {
        let duration = duration.and_then(time::duration_from_wire);
        duration.map_or_else(String::new, |it| format!("{name} {}", time::took(it)))
    };
    let reused = if timing.connection_reused { "connection reused" } else { "" };
    screen.field(
        "timing",
        &[
            reused.to_owned(),
            phase("dns", timing.dns),
            phase("connect", timing.connect),
            phase("first byte", timing.first_byte),
            phase("total", timing.total),
        ],
    );
}

fn request(screen: &mut Screen<'_>, attempt: &Attempt) {
    let Some(request) = &attempt.request else {
        screen.field("request", &["not kept".to_owned()]);
        return;
    };
    let mark = screen.palette().mark(Mark::Sent);
    let address = match attempt.remote_address.as_str() {
        "" => String::new(),
        address => format!("   {}", screen.paint(Tone::Muted, &cell(address))),
    };
    let line =
        screen.paint(Tone::Strong, &format!("{} {}", cell(&request.method), cell(&request.url)));
    screen.line(format!("{mark} {line}{address}"));
    headers(screen, &request.headers);
    body(screen, &request.body);
}

fn response(screen: &mut Screen<'_>, attempt: &Attempt) {
    let mark = screen.palette().mark(Mark::Received);
    let tone = result_tone(attempt);
    let result = screen.paint(tone, &cell(&result_text(attempt)));
    let Some(response) = &attempt.response else {
        let error = match attempt.error.as_str() {
            "" => String::new(),
            error => format!("   {}", cell(error)),
        };
        screen.line(format!("{mark} {result}{error}"));
        return;
    };
    let size = view::grouped(response.body.len() as u64);
    let kept = if response.body_truncated { "the rest was not received or not kept" } else { "" };
    screen.line(format!("{mark} {result}   {size} B   {kept}"));
    if !attempt.error.is_empty() {
        screen.field("error", &[cell(&attempt.error)]);
    }
    headers(screen, &response.headers);
    body(screen, &response.body);
}

fn headers(screen: &mut Screen<'_>, headers: &[Header]) {
    for header in headers {
        let name = screen.paint(Tone::Muted, &format!("{}:", cell(&header.name)));
        let value = printable_lines(&header.value).replace('\n', "\\n");
        screen.line(format!("  {name} {value}"));
    }
}

fn body(screen: &mut Screen<'_>, body: &[u8]) {
    if !body.is_empty() {
        screen.line("");
        screen.block(&printable_lines(body));
    }
}

fn decision(screen: &mut Screen<'_>, attempt: &Attempt) {
    let next = match (attempt.decision(), Value::time(attempt.next_attempt_time)) {
        (Decision::Retry, Value::None) => String::new(),
        (Decision::Retry, at) => {
            format!("try {} due {}", attempt.number + 1, screen.view.human(&at))
        }
        _ => String::new(),
    };
    let rule = match attempt.rule.as_str() {
        "" => String::new(),
        rule => format!("rule {}", cell(rule)),
    };
    let excused = if attempt.excused { "does not count" } else { "" };
    screen.line("");
    screen.field(
        "decision",
        &[decision_word(attempt.decision()).to_owned(), next, rule, excused.to_owned()],
    );
}
