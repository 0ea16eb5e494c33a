//! `replay create`, and `dead-letter replay`, which is the same of dead letters.
//!
//! One delivery that is named is replayed at once. Everything else is planned first: the daemon
//! counts and fixes the set, people are asked about those counts, and exactly that plan is carried
//! out, or dropped if they don't want it.

use sparrow_proto::v1::{
    CreateReplayRequest, DeliveryState, DropPlanRequest, PlanReplayRequest, Replay,
    ReplaySelection, ReplayState,
};

use super::{follow, plan, screen};
use crate::{
    args::{
        replay::{Create, Ended, Filter, Pace, SELECTED},
        shared::Confirm,
    },
    client::{Client, OrFail as _},
    commands::signals::Signals,
    error::{Failure, Result, Stop},
    exit::Exit,
    ids,
    nouns::{
        plan::Plan,
        replay::{ReplayDetail, ReplayRow},
    },
    output::view,
    session::{Session, Tier},
    time,
};

/// Deliveries above which a replay has to be confirmed by name.
const VERY_MANY: u32 = 10_000;

pub(super) async fn run(session: &mut Session, args: Create) -> Result<Exit> {
    if let Some(plan) = &args.plan {
        return carry_out(session, plan, &args).await;
    }
    let what = what(session, &args)?;
    start(session, what, args.pace, &args.confirm).await
}

/// What is to be replayed, and the name by which very much of it is confirmed.
pub struct What {
    request: CreateReplayRequest,
    name: String,
}

impl What {
    pub fn dead_letters(session: &Session, ids: Vec<String>) -> Self {
        let request = CreateReplayRequest {
            namespace: session.namespace(),
            dead_letter_ids: ids,
            ..CreateReplayRequest::default()
        };
        Self { request, name: session.namespace() }
    }

    /// What these filters select of the deliveries that ended so.
    pub fn selected(session: &Session, states: Vec<Ended>, filter: &Filter) -> Result<Self> {
        if states.contains(&Ended::Delivered) && filter.since.is_none() {
            return Err(Failure::usage("needs_since", "--state delivered needs --since")
                .note("delivered ones are found by the time of their event")
                .into());
        }
        let webhook = filter.webhook.as_deref().map(ids::webhook).transpose()?;
        let selection = ReplaySelection {
            webhook: webhook.clone().unwrap_or_default(),
            states: states.into_iter().map(|state| wire(state).into()).collect(),
            since: filter.since.map(time::to_wire),
            until: filter.until.map(time::to_wire),
            event_type: filter.event_type.clone().unwrap_or_default(),
            statuses: filter.status.clone(),
        };
        let request = CreateReplayRequest {
            namespace: session.namespace(),
            selection: Some(selection),
            ..CreateReplayRequest::default()
        };
        Ok(Self { request, name: webhook.unwrap_or_else(|| session.namespace()) })
    }

    /// Whether it is one delivery, and there is nothing to count.
    fn is_single(&self) -> bool {
        let request = &self.request;
        request.selection.is_none()
            && request.event_ids.is_empty()
            && request.delivery_ids.len() + request.dead_letter_ids.len() == 1
    }
}

fn wire(state: Ended) -> DeliveryState {
    match state {
        Ended::Dead => DeliveryState::Dead,
        Ended::Expired => DeliveryState::Expired,
        Ended::Cancelled => DeliveryState::Cancelled,
        Ended::Discarded => DeliveryState::Discarded,
        Ended::Delivered => DeliveryState::Delivered,
    }
}

fn what(session: &Session, args: &Create) -> Result<What> {
    let of = |kind, given: &[String]| match given {
        [] => Ok(Vec::new()),
        given => ids::expand(given, |id| ids::check(kind, id)),
    };
    let dead_letters = args.dead_letter.iter().any(|id| id == SELECTED);
    let named: Vec<String> =
        args.dead_letter.iter().filter(|id| *id != SELECTED).cloned().collect();
    let is_named = !(args.event.is_empty() && args.delivery.is_empty() && named.is_empty());
    if is_named && (dead_letters || !args.filter.is_empty()) {
        return Err(Failure::usage(
            "ids_and_filters",
            "ids name what is replayed, filters select it",
        )
        .note("one call takes the one or the other")
        .into());
    }
    if is_named {
        let request = CreateReplayRequest {
            namespace: session.namespace(),
            event_ids: of(ids::Kind::Event, &args.event)?,
            delivery_ids: of(ids::Kind::Delivery, &args.delivery)?,
            dead_letter_ids: of(ids::Kind::Delivery, &named)?,
            ..Default::default()
        };
        return Ok(What { request, name: session.namespace() });
    }
    let states = if dead_letters { vec![Ended::Dead] } else { args.state.clone() };
    if states.is_empty() {
        let create = session.command("replay create");
        let failure = if args.filter.is_empty() {
            Failure::usage("nothing_selected", "nothing says what to replay")
        } else {
            Failure::usage("no_state", "the filters want to know: of which deliveries?")
        };
        return Err(failure
            .note("name ids by --event, --delivery or --dead-letter, or select by --state")
            .hint(format!("{create} --dead-letter --webhook WEBHOOK --since today --dry-run"))
            .into());
    }
    What::selected(session, states, &args.filter)
}

/// Plans and asks where there may be more than one delivery, then records the replay.
pub async fn start(
    session: &mut Session,
    what: What,
    pace: Pace,
    confirm: &Confirm,
) -> Result<Exit> {
    let client = match (pace.dry_run, pace.wait) {
        (true, _) => session.connect::<Plan>().await?,
        (false, true) => session.connect::<ReplayDetail>().await?,
        (false, false) => session.connect::<ReplayRow>().await?,
    };
    let is_single = what.is_single();
    let What { mut request, name } = what;
    request.rate = pace.rate.unwrap_or_default();
    if is_single && !pace.dry_run {
        if session.settings.protected {
            session.confirm(Tier::Moderate, "sends 1 delivery again", &name, confirm)?;
        }
        return create(session, &client, request, pace.wait).await;
    }
    let namespace = request.namespace.clone();
    let call = client.request(PlanReplayRequest { replay: Some(request) });
    let answer = client.replays().plan_replay(call).await.or_fail(&client)?;
    let planned = Plan { answer, rate: pace.rate };
    if pace.dry_run {
        session.out.one(&planned, plan::screen)?;
        return Ok(Exit::Ok);
    }
    let total = planned.answer.total;
    let plan_id = planned.answer.plan_id.clone();
    if total == 0 {
        drop_plan(&client, namespace, plan_id).await;
        session.out.say(plan::nothing(&planned));
        return Ok(Exit::Ok);
    }
    if let Err(stop) = agree(session, &planned, &name, confirm).await {
        drop_plan(&client, namespace, plan_id).await;
        return Err(stop);
    }
    let request = CreateReplayRequest { namespace, plan_id, ..Default::default() };
    create(session, &client, request, pace.wait).await
}

/// It would take one of the namespace's places for plans until its time is over. If this fails, it
/// does.
async fn drop_plan(client: &Client, namespace: String, plan_id: String) {
    let request = client.request(DropPlanRequest { namespace, plan_id });
    drop(client.replays().drop_plan(request).await);
}

/// Whether people want what is planned. Ctrl-C is an answer too.
async fn agree(session: &Session, planned: &Plan, name: &str, confirm: &Confirm) -> Result<()> {
    let total = planned.answer.total;
    if total == 1 && !session.settings.protected {
        return Ok(());
    }
    let tier = if total > VERY_MANY { Tier::Severe } else { Tier::Moderate };
    let effect = plan::effect(planned);
    let Some(question) = session.question(tier, &effect, name, confirm)? else { return Ok(()) };
    let mut signals = Signals::listen()?;
    tokio::select! {
        answered = tokio::task::spawn_blocking(move || question.ask()) => match answered {
            Ok(answer) => answer,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        },
        exit = signals.received() => Err(Stop::Ended(exit)),
    }
}

/// A plan can only come from a dry run that has shown its counts: to give it is to confirm it.
async fn carry_out(session: &mut Session, plan: &str, args: &Create) -> Result<Exit> {
    let plan_id = ids::check(ids::Kind::Plan, plan)?;
    let more = [
        (!args.dead_letter.is_empty(), "--dead-letter"),
        (!args.state.is_empty(), "--state"),
        (!args.filter.is_empty(), "the filters"),
        (args.pace.rate.is_some(), "--rate"),
        (args.pace.dry_run, "--dry-run"),
    ];
    if let Some((_, flag)) = more.into_iter().find(|(is_given, _)| *is_given) {
        let message = format!("{flag} can't change a plan: it is carried out as it was made");
        return Err(Failure::usage("plan_is_fixed", message).into());
    }
    let client = if args.pace.wait {
        session.connect::<ReplayDetail>().await?
    } else {
        session.connect::<ReplayRow>().await?
    };
    if session.settings.protected {
        let effect = format!("carries out {plan_id} as it was counted");
        session.confirm(Tier::Moderate, &effect, "replay", &args.confirm)?;
    }
    let request = CreateReplayRequest {
        namespace: session.namespace(),
        plan_id,
        ..CreateReplayRequest::default()
    };
    create(session, &client, request, args.pace.wait).await
}

async fn create(
    session: &mut Session,
    client: &Client,
    request: CreateReplayRequest,
    wait: bool,
) -> Result<Exit> {
    let request = client.request(request);
    let answer = client.replays().create_replay(request).await.or_fail(client)?;
    let replay: Replay = answer.replay.unwrap_or_default();
    if wait {
        return follow::follow(session, client, replay.id).await;
    }
    if replay.state() != ReplayState::Running {
        session.out.say("unchanged: this plan was carried out before");
        session.out.one(&ReplayDetail { row: ReplayRow(replay), ..Default::default() }, screen)?;
        return Ok(Exit::Ok);
    }
    session.out.one(&ReplayRow(replay), |screen, row| {
        let total = view::count(row.0.total.into(), "delivery", "deliveries");
        screen.done(format!("replaying {total}  {}", row.0.id));
        screen.next("follow", &format!("replay watch {}", row.0.id));
        screen.next("stop", &format!("replay cancel {}", row.0.id));
    })?;
    Ok(Exit::Ok)
}
