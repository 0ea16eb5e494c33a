//! `replay create|list|show|watch`.

use std::time::Duration;

use sparrow_proto::v1::{
    CreateReplayRequest, GetReplayRequest, ListReplaysRequest, Replay, WatchReplayRequest,
};

use super::{
    pages::{self, Empty},
    signals::Signals,
};
use crate::{
    args::{
        replay::{Create, List, Show, Verb, Watch},
        shared::Confirm,
    },
    client::{self, Client, OrFail as _},
    error::{Failure, Result, Stop},
    exit::Exit,
    ids,
    nouns::replay::{ReplayDetail, ReplayRow, state},
    output::{Screen, Tone, Value, printer::cell, talk, view},
    session::{Session, Tier},
};

const PAUSE: Duration = Duration::from_millis(500);

pub async fn run(session: &mut Session, verb: Verb) -> Result<Exit> {
    match verb {
        Verb::Create(args) => create(session, args).await,
        Verb::List(args) => list(session, &args).await,
        Verb::Show(args) => show(session, &args).await,
        Verb::Watch(args) => watch(session, &args).await,
    }
}

async fn create(session: &mut Session, args: Create) -> Result<Exit> {
    let of = |kind, given: &[String]| match given {
        [] => Ok(Vec::new()),
        given => ids::expand(given, |id| ids::check(kind, id)),
    };
    let request = CreateReplayRequest {
        namespace: session.namespace(),
        event_ids: of(ids::Kind::Event, &args.event)?,
        delivery_ids: of(ids::Kind::Delivery, &args.delivery)?,
        dead_letter_ids: of(ids::Kind::Delivery, &args.dead_letter)?,
        ..Default::default()
    };
    start(session, request, &args.confirm, args.wait).await
}

/// Asks, records the replay, and waits for it where that is wanted.
pub async fn start(
    session: &mut Session,
    request: CreateReplayRequest,
    confirm: &Confirm,
    wait: bool,
) -> Result<Exit> {
    let client = if wait {
        session.connect::<ReplayDetail>().await?
    } else {
        session.connect::<ReplayRow>().await?
    };
    let (count, effect) = effect(session, &client, &request).await?;
    if count > 1 || session.settings.protected {
        session.confirm(Tier::Moderate, &effect, "replay", confirm)?;
    }
    let request = client.request(request);
    let answer = client.replays().create_replay(request).await.or_fail(&client)?;
    let replay = answer.replay.unwrap_or_default();
    if wait {
        return follow(session, &client, replay.id).await;
    }
    session.out.one(&ReplayRow(replay), |screen, row| {
        let total = view::count(row.0.total.into(), "delivery", "deliveries");
        screen.done(format!("replaying {total}  {}", row.0.id));
        screen.next("follow", &format!("replay watch {}", row.0.id));
    })?;
    Ok(Exit::Ok)
}

/// How many deliveries a replay makes at most, and what to say about it. Of events it is their
/// own count; of a few that is asked for, of many it can only be said that it is many.
async fn effect(
    session: &Session,
    client: &Client,
    request: &CreateReplayRequest,
) -> Result<(u64, String)> {
    let named = request.delivery_ids.len() + request.dead_letter_ids.len();
    if named > 0 {
        let count = view::count(named as u64, "delivery", "deliveries");
        return Ok((named as u64, format!("sends {count} again")));
    }
    match request.event_ids.as_slice() {
        [event_id] => {
            let get = sparrow_proto::v1::GetEventRequest {
                namespace: session.namespace(),
                event_id: event_id.clone(),
            };
            let answer = client.events().get_event(client.request(get)).await.or_fail(client)?;
            let deliveries = answer.event.unwrap_or_default().deliveries;
            let count = view::count(deliveries.into(), "delivery", "deliveries");
            Ok((deliveries.into(), format!("sends {count} of {event_id} again")))
        }
        events => {
            let count = view::count(events.len() as u64, "event", "events");
            Ok((events.len() as u64, format!("sends all deliveries of {count} again")))
        }
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
    screen.field(
        "made",
        &[
            format!(
                "{} of {}",
                view::grouped(replay.queued.into()),
                view::grouped(replay.total.into())
            ),
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
    if !detail.row.has_ended() {
        screen.next("follow", &format!("replay watch {}", cell(&replay.id)));
    }
}

fn counts(replay: &Replay) -> String {
    format!(
        "delivered {}, dead {}, otherwise {}",
        view::grouped(replay.delivered.into()),
        view::grouped(replay.dead.into()),
        view::grouped(replay.other.into())
    )
}

async fn watch(session: &mut Session, args: &Watch) -> Result<Exit> {
    let replay_id = ids::check(ids::Kind::Replay, &args.replay)?;
    let client = session.connect::<ReplayDetail>().await?;
    follow(session, &client, replay_id).await
}

/// Follows a replay to its end; what it came to is the data.
async fn follow(session: &mut Session, client: &Client, replay_id: String) -> Result<Exit> {
    let mut signals = Signals::listen()?;
    let limit = session.settings.timeout.value;
    let namespace = session.namespace();
    let request = WatchReplayRequest { namespace, replay_id: replay_id.clone() };
    let mut last = Replay { id: replay_id.clone(), ..Replay::default() };
    let followed = {
        let follow = until_ended(session, client, request, &mut last);
        let deadline = async {
            match limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            followed = follow => followed,
            () = deadline => Err(Stop::Ended(Exit::Timeout)),
            exit = signals.received() => Err(Stop::Ended(exit)),
        }
    };
    let detail = ReplayDetail { row: ReplayRow(last), delivery_ids: Vec::new() };
    let go_on = session.command(&format!("replay watch {replay_id}"));
    let go_on = format!("go on: {go_on}");
    match followed {
        Err(Stop::Ended(Exit::Timeout)) => {
            let replay = &detail.row.0;
            let waiting = replay.total.saturating_sub(replay.skipped + detail.row.ended());
            let message = format!(
                "{} of {replay_id} still waiting: {}",
                view::count(waiting.into(), "delivery", "deliveries"),
                counts(replay)
            );
            return Err(Failure::new(Exit::Timeout, "wait_timeout", message)
                .hint(go_on)
                .with("replay_id", replay_id)
                .retryable()
                .into());
        }
        Err(Stop::Ended(exit)) => {
            session.out.say(counts(&detail.row.0));
            session.out.hint(go_on);
            return Err(Stop::Ended(exit));
        }
        followed => followed?,
    }
    session.out.one(&detail, screen)?;
    session.out.flush()?;
    match detail.row.0.dead + detail.row.0.other {
        0 => Ok(Exit::Ok),
        _ => Err(Failure::new(Exit::TargetFailed, "not_delivered", counts(&detail.row.0)).into()),
    }
}

async fn until_ended(
    session: &Session,
    client: &Client,
    request: WatchReplayRequest,
    last: &mut Replay,
) -> Result<()> {
    let mut seen = false;
    loop {
        match client.replays().watch_replay(request.clone()).await {
            Ok(answer) => {
                client.answered();
                let mut stream = answer.into_inner();
                loop {
                    match stream.message().await {
                        Ok(Some(message)) => {
                            *last = message.replay.unwrap_or_default();
                            seen = true;
                            progress(session, last);
                        }
                        Ok(None) if ReplayRow(last.clone()).has_ended() => return Ok(()),
                        Ok(None) => break,
                        Err(status) if client::is_passing(&status) => break,
                        Err(status) => return Err(client.failure(&status).into()),
                    }
                }
            }
            Err(status) if seen && client::is_passing(&status) => {}
            Err(status) => return Err(client.failure(&status).into()),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A line whenever the counts change, for people.
fn progress(session: &Session, replay: &Replay) {
    if session.out.view.quiet == 0 {
        let made = format!("made {} of {}", replay.queued, replay.total);
        talk(&format!("{made}; {}", counts(replay)));
    }
}
