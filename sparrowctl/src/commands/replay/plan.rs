//! A plan as people see it: what would be sent to whom, and what to think of before.

use sparrow_proto::v1::{Health, PlannedWebhook};

use crate::{
    nouns::{
        plan::{Plan, webhook_name},
        replay::rate_words,
        webhook,
    },
    output::{Screen, Tone, Value, printer::cell, view},
    time,
};

/// Webhooks that a line of words names; a screen shows all that the daemon tells.
const NAMED: usize = 3;

pub(super) fn screen(screen: &mut Screen<'_>, plan: &Plan) {
    let answer = &plan.answer;
    let title = screen.paint(Tone::Strong, &answer.plan_id);
    let until = screen.view.human(&plan.expires());
    screen.line(format!("{title}   expires {until}   nothing has been sent"));
    let deliveries = view::count(answer.total.into(), "delivery", "deliveries");
    let events = view::count(answer.events.into(), "event", "events");
    let moment = |at| screen.view.human(&Value::time(at));
    let span = match (Value::time(answer.oldest_time), Value::time(answer.newest_time)) {
        (Value::Time(_), Value::Time(_)) => {
            format!("accepted {} … {}", moment(answer.oldest_time), moment(answer.newest_time))
        }
        _ => String::new(),
    };
    screen.field("will send", &[format!("{deliveries} of {events}"), span]);
    if answer.skipped > 0 {
        let skipped = view::grouped(answer.skipped.into());
        screen.field("skipped", &[format!("{skipped}: event or webhook is gone")]);
    }
    for (at, webhook) in answer.webhooks.iter().enumerate() {
        target(screen, webhook, if at == 0 { "to" } else { "" });
    }
    if let (Some(rate), Some(takes)) = (plan.rate, plan.takes()) {
        screen.field("takes", &[format!("{} at {}", time::took(takes), rate_words(rate))]);
    }
    for warning in warnings(plan) {
        let word = screen.paint(Tone::Warn, "warning");
        screen.field(&word, &[warning]);
    }
    if answer.total > 0 {
        let run = screen.view.command(&format!("replay create --plan {} --wait", answer.plan_id));
        screen.field("run", &[run]);
    }
}

fn target(screen: &mut Screen<'_>, webhook: &PlannedWebhook, label: &str) {
    let count = view::grouped(webhook.deliveries.into());
    let state = screen.view.human(&webhook::state(webhook.health(), webhook.paused));
    let before = match webhook.delivered_before {
        0 => String::new(),
        count => format!("{} delivered before, same webhook-id", view::grouped(count.into())),
    };
    screen.field(label, &[format!("{} {count}", cell(webhook_name(webhook))), state, before]);
}

fn warnings(plan: &Plan) -> Vec<String> {
    let webhooks = &plan.answer.webhooks;
    let named = |wanted: &dyn Fn(&PlannedWebhook) -> bool| -> Vec<&PlannedWebhook> {
        webhooks.iter().filter(|webhook| wanted(webhook)).collect()
    };
    let failing = named(&|it| it.health() == Health::Failing && !it.paused);
    let stopped = named(&|it| it.paused || it.health() == Health::Suspended);
    let mut warnings = Vec::new();
    if !failing.is_empty() {
        warnings.push(format!("{} fails: these may be given up on again", names(&failing)));
    }
    if !stopped.is_empty() {
        warnings.push(format!("{} is stopped: what goes there is held", names(&stopped)));
    }
    warnings
}

fn names(webhooks: &[&PlannedWebhook]) -> String {
    let mut names: Vec<String> =
        webhooks.iter().take(NAMED).map(|it| cell(webhook_name(it))).collect();
    if webhooks.len() > NAMED {
        names.push(format!("{} more", webhooks.len() - NAMED));
    }
    names.join(", ")
}

/// What will happen, in a line: for whoever is asked whether it shall.
pub(super) fn effect(plan: &Plan) -> String {
    let answer = &plan.answer;
    let state = |it: &PlannedWebhook| match webhook::state(it.health(), it.paused) {
        Value::State(word @ ("failing" | "paused" | "suspended"), ..) => format!(" ({word})"),
        _ => String::new(),
    };
    let mut targets: Vec<String> = answer
        .webhooks
        .iter()
        .take(NAMED)
        .map(|it| {
            let count = view::grouped(it.deliveries.into());
            format!("{count} to {}{}", cell(webhook_name(it)), state(it))
        })
        .collect();
    if answer.webhooks.len() > NAMED {
        targets.push("others".to_owned());
    }
    let targets =
        if targets.is_empty() { String::new() } else { format!(": {}", targets.join(", ")) };
    format!(
        "sends {} of {} again{targets}",
        view::count(answer.total.into(), "delivery", "deliveries"),
        view::count(answer.events.into(), "event", "events"),
    )
}

pub(super) fn nothing(plan: &Plan) -> String {
    match plan.answer.skipped {
        0 => "Nothing to replay: no such deliveries.".to_owned(),
        skipped => format!(
            "Nothing to replay: of {} the event or the webhook is gone.",
            view::count(skipped.into(), "such delivery", "such deliveries")
        ),
    }
}
