//! `replay create|list|show|watch|pause|resume|cancel`.

mod create;
mod follow;
mod plan;

use sparrow_proto::v1::{
    CancelReplayRequest, GetReplayRequest, ListReplaysRequest, PauseReplayRequest, Replay,
    ReplayState, ResumeReplayRequest,
};

use super::pages::{self, Empty};
use crate::{
    args::replay::{Cancel, List, Pause, Resume, Show, Verb, Watch},
    client::OrFail as _,
    error::Result,
    exit::Exit,
    ids,
    nouns::replay::{ReplayDetail, ReplayRow, rate_words, state},
    output::{Screen, Tone, Value, printer::cell, view},
    session::Session,
};

pub use create::{What, start};

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::Create(args) => create::run(session, *args).await,
        Verb::List(args) => list(session, &args).await,
        Verb::Show(args) => show(session, &args).await,
        Verb::Watch(args) => watch(session, &args).await,
        Verb::Pause(args) => pause(session, &args).await,
        Verb::Resume(args) => resume(session, &args).await,
        Verb::Cancel(args) => cancel(session, args).await,
    }
}

async fn list(session: &mut Session, args: &List) -> Result<Exit> {
    let client = session.connect::<ReplayRow>().await?;
    let namespace = session.namespace();
    let empty = Empty::in_namespace(session, "replays", "replay create --event EVENT");
    pages::list(&mut session.out, &args.paging, empty, async |page_size, page_token| {
        let namespace = namespace.clone();
        let request = client.request(ListReplaysRequest { namespace, page_size, page_token });
        let page = client.replays().list_replays(request).await.or_fail(&client)?;
        Ok((page.replays.into_iter().map(ReplayRow).collect(), page.next_page_token))
    })
    .await
}

async fn show(session: &mut Session, args: &Show) -> Result<Exit> {
    let replay_id = ids::check(ids::Kind::Replay, &args.replay)?;
    let client = session.connect::<ReplayDetail>().await?;
    let request = GetReplayRequest { namespace: session.namespace(), replay_id };
    let answer = client.replays().get_replay(client.request(request)).await.or_fail(&client)?;
    let row = ReplayRow(answer.replay.unwrap_or_default());
    let detail = ReplayDetail { row, delivery_ids: answer.delivery_ids };
    session.out.one(&detail, screen)?;
    session.out.flush()?;
    Ok(match args.exit_status {
        true if !detail.row.has_ended() => Exit::Pending,
        true if detail.row.0.dead + detail.row.0.other > 0 => Exit::TargetFailed,
        true if detail.row.0.state() == ReplayState::Cancelled => Exit::Partial,
        _ => Exit::Ok,
    })
}

fn screen(screen: &mut Screen<'_>, detail: &ReplayDetail) {
    let replay = &detail.row.0;
    let title = screen.paint(Tone::Strong, &replay.id);
    let state = screen.view.human(&state(replay));
    screen.line(format!("{title}   {state}"));
    let skipped = match replay.skipped {
        0 => String::new(),
        skipped => format!("{skipped} skipped: event or webhook is gone"),
    };
    let rate = match replay.rate {
        rate if rate > 0.0 => format!("at most {}", rate_words(rate)),
        _ => String::new(),
    };
    screen.field(
        "made",
        &[
            format!(
                "{} of {}",
                view::grouped(replay.queued.into()),
                view::grouped(replay.total.into())
            ),
            rate,
            skipped,
        ],
    );
    screen.field("ended", &[counts(replay)]);
    let created = screen.view.human(&Value::time(replay.create_time));
    let finished = match Value::time(replay.finish_time) {
        Value::None => String::new(),
        at => format!("finished {}", screen.view.human(&at)),
    };
    screen.field("created", &[created, finished]);
    next(screen, &detail.row);
}

fn counts(replay: &Replay) -> String {
    format!(
        "delivered {}, dead {}, otherwise {}",
        view::grouped(replay.delivered.into()),
        view::grouped(replay.dead.into()),
        view::grouped(replay.other.into())
    )
}

/// What may be done about one that has not ended.
fn next(screen: &mut Screen<'_>, row: &ReplayRow) {
    let id = cell(&row.0.id);
    match row.0.state() {
        ReplayState::Paused => {
            screen.next("go on", &format!("replay resume {id}"));
        }
        _ if !row.has_ended() => {
            screen.next("follow", &format!("replay watch {id}"));
        }
        _ => {}
    }
}

async fn watch(session: &mut Session, args: &Watch) -> Result<Exit> {
    let replay_id = ids::check(ids::Kind::Replay, &args.replay)?;
    let client = session.connect::<ReplayDetail>().await?;
    follow::follow(session, &client, replay_id).await
}

async fn pause(session: &mut Session, args: &Pause) -> Result<Exit> {
    let replay_id = ids::check(ids::Kind::Replay, &args.replay)?;
    let client = session.connect::<ReplayRow>().await?;
    let request = PauseReplayRequest { namespace: session.namespace(), replay_id };
    let answer = client.replays().pause_replay(client.request(request)).await.or_fail(&client)?;
    session.out.one(&ReplayRow(answer.replay.unwrap_or_default()), |screen, row| {
        screen.done(format!("paused {}  {}", row.0.id, made(&row.0)));
        screen.next("undo", &format!("replay resume {}", row.0.id));
    })?;
    Ok(Exit::Ok)
}

async fn resume(session: &mut Session, args: &Resume) -> Result<Exit> {
    let replay_id = ids::check(ids::Kind::Replay, &args.replay)?;
    let client = session.connect::<ReplayRow>().await?;
    let request = ResumeReplayRequest { namespace: session.namespace(), replay_id };
    let answer = client.replays().resume_replay(client.request(request)).await.or_fail(&client)?;
    session.out.one(&ReplayRow(answer.replay.unwrap_or_default()), |screen, row| {
        screen.done(format!("resumed {}  {}", row.0.id, made(&row.0)));
        next(screen, row);
    })?;
    Ok(Exit::Ok)
}

async fn cancel(session: &mut Session, args: Cancel) -> Result<Exit> {
    let replay_id = ids::check(ids::Kind::Replay, &args.replay)?;
    let client = session.connect::<ReplayRow>().await?;
    let reason = args.reason.unwrap_or_default();
    let request = CancelReplayRequest { namespace: session.namespace(), replay_id, reason };
    let answer = client.replays().cancel_replay(client.request(request)).await.or_fail(&client)?;
    let ended = match answer.cancelled {
        0 => "all that it made was attempted".to_owned(),
        1 => "1 delivery that it had made is cancelled".to_owned(),
        count => {
            format!("{} deliveries that it had made are cancelled", view::grouped(count.into()))
        }
    };
    session.out.one(&ReplayRow(answer.replay.unwrap_or_default()), |screen, row| {
        screen.done(format!("cancelled {}  {}; {ended}", row.0.id, made(&row.0)));
        next(screen, row);
    })?;
    Ok(Exit::Ok)
}

/// `made 60 of 118`.
fn made(replay: &Replay) -> String {
    let (queued, total) = (view::grouped(replay.queued.into()), view::grouped(replay.total.into()));
    format!("made {queued} of {total}")
}
