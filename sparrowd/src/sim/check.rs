//! What must hold when all is over.

use std::collections::BTreeMap;

use super::journal::{Entries, Heard, Journal, Promise};
use super::model::{Counts, Made, Tables};
use super::node::World;
use super::webhooks::SPACE;
use crate::domain::attempt::Outcome;
use crate::domain::delivery::{Decision, End};
use crate::domain::ids::{DeliveryId, NodeId, WebhookId};

pub fn at_the_end(world: &World, journal: &Journal) {
    let tables = world.model.tables();
    let mut entries = journal.entries();
    let made = counted(&tables);
    ends(&tables, &made, &mut entries);
    attempts(&tables, &made, &mut entries);
    counts(&tables, &mut entries);
    batches(&tables, &mut entries);
    records(&tables, &mut entries);
    let held = tables.lanes.iter().find(|(_, (owner, _))| owner.is_some());
    if let Some((lane, _)) = held {
        entries.violated(format!("{lane:?} is still held after all have left"));
    }
    if entries.repeated > entries.unsettled_at_ends && entries.rewinds.is_empty() {
        let Entries { repeated, unsettled_at_ends, .. } = *entries;
        entries.violated(format!(
            "{repeated} requests were repeated, of {unsettled_at_ends} that were out at the ends \
             of their nodes"
        ));
    }
}

type Counted<'a> = BTreeMap<DeliveryId, Vec<&'a Made>>;

/// The attempts that counted, by delivery and in the order of their numbers.
fn counted(tables: &Tables) -> Counted<'_> {
    let mut by_delivery = Counted::new();
    for made in tables.attempts.values().filter(|made| made.decision.is_some()) {
        by_delivery.entry(made.delivery).or_default().push(made);
    }
    for made in by_delivery.values_mut() {
        made.sort_by_key(|made| made.number);
    }
    by_delivery
}

/// Whatever was accepted has ended, and as its receiver would have it, or whoever had a say.
fn ends(tables: &Tables, made: &Counted<'_>, entries: &mut Entries) {
    let promises = entries.promises.clone();
    for (delivery, promise) in promises {
        let last = made.get(&delivery).and_then(|made| made.last());
        let delivered = last.is_some_and(|made| made.decision == Some(Decision::Delivered));
        let died = last.is_some_and(|made| made.decision == Some(Decision::Dead));
        let ended = tables.ended.get(&(SPACE, delivery)).map(|ended| ended.state);
        let is_owed = tables.queue.keys().any(|(_, _, owed)| *owed == delivery);
        let webhook_is_deleted = || {
            let webhook = entries.requests.iter().find(|request| request.delivery == delivery);
            let deleted = |webhook: WebhookId| tables.webhooks[&(SPACE, webhook)].deleted;
            webhook.map_or(tables.webhooks.values().any(|is| is.deleted), |is| deleted(is.webhook))
        };
        let fine = match ended {
            _ if is_owed => false,
            None => delivered,
            Some(End::Dead) => died,
            Some(End::Cancelled) => entries.cancelled.contains(&delivery) || webhook_is_deleted(),
            Some(End::Expired) => expires(tables, delivery),
            Some(End::Discarded) => false,
        };
        if !fine && (promise == Promise::Accepted || is_owed || ended.is_some() || last.is_some()) {
            entries.violated(format!(
                "{delivery} was accepted, and is neither delivered nor ended as it should be: \
                 owed {is_owed}, ended {ended:?}, last attempt {last:?}"
            ));
        }
        if ended.is_some() && delivered {
            entries.violated(format!("{delivery} was delivered and is {ended:?} too"));
        }
    }
}

fn expires(tables: &Tables, delivery: DeliveryId) -> bool {
    tables.events.values().any(|event| {
        let is_of =
            (1..=event.webhooks.len()).any(|n| event.body.event.delivery(n) == Some(delivery));
        is_of && event.expires_at.is_some()
    })
}

/// Numbers are dense, nothing counts twice, nothing follows the end, and what is recorded was heard.
fn attempts(tables: &Tables, made: &Counted<'_>, entries: &mut Entries) {
    for (delivery, made) in made {
        let numbers: Vec<u32> = made.iter().map(|made| made.number).collect();
        let dense = numbers.iter().zip(1..).all(|(number, n)| *number == n);
        if !dense {
            entries.violated(format!("the attempts of {delivery} that counted are {numbers:?}"));
        }
        let goes_on = |made: &&&Made| matches!(made.decision, Some(Decision::Retry { .. }));
        if made.iter().rev().skip(1).any(|made| !goes_on(&made)) {
            entries.violated(format!("{delivery} has attempts after its end"));
        }
        if let Some(ended) = tables.ended.get(&(SPACE, *delivery))
            && ended.attempt as usize != made.len()
        {
            entries.violated(format!("{delivery} ended at another attempt than its last"));
        }
    }
    for made in made.values().flatten() {
        let of_it = entries.requests.iter().filter(|request| {
            let what = (request.delivery, request.number, request.node);
            what == (made.delivery, made.number, made.node)
        });
        let heard: Vec<Heard> = of_it.map(|request| request.heard).collect();
        let is_status = |heard: &Heard| matches!(heard, Heard::Status(_));
        let is_heard = match made.outcome {
            Outcome::Delivered => {
                heard.iter().any(|heard| matches!(heard, Heard::Status(200..=299)))
            }
            Outcome::Status => heard.iter().any(is_status),
            _ => true,
        };
        if !is_heard {
            let Made { delivery, number, outcome, .. } = made;
            entries.violated(format!(
                "attempt {number} of {delivery} is on record as {outcome:?}, and was not heard so"
            ));
        }
    }
}

/// Counters are the sums of what counted, once what is not counted yet is.
fn counts(tables: &Tables, entries: &mut Entries) {
    let mut tables = tables.clone();
    let nodes: Vec<NodeId> = tables.nodes.keys().copied().collect();
    for node in nodes {
        while tables.recount(node).more {}
    }
    let mut sums: BTreeMap<WebhookId, Counts> = BTreeMap::new();
    for made in tables.attempts.values().filter(|made| !made.excused) {
        let Some(decision) = made.decision else { continue };
        let of = sums.entry(made.webhook).or_default();
        *(if decision == Decision::Delivered { &mut of.succeeded } else { &mut of.failed }) += 1;
    }
    if sums != tables.counts {
        entries.violated(format!("counted {:?}, and there are {sums:?}", tables.counts));
    }
}

/// The batches of each node are numbered without a gap, and none has what another has.
fn batches(tables: &Tables, entries: &mut Entries) {
    let mut last: BTreeMap<NodeId, i64> = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for ((node, batch), noted) in &tables.settlements {
        let before = last.insert(*node, *batch).unwrap_or(0);
        if *batch != before + 1 && entries.rewinds.is_empty() {
            entries.violated(format!("after batch {before} of {node} comes {batch}"));
        }
        for attempt in &noted.attempts {
            if !seen.insert(*attempt) {
                entries.violated(format!("{attempt} is in two batches"));
            }
        }
    }
}

/// Every request of a node that was not killed is on record.
fn records(tables: &Tables, entries: &mut Entries) {
    if !entries.rewinds.is_empty() {
        return;
    }
    let mut recorded: BTreeMap<(NodeId, DeliveryId, u32), usize> = BTreeMap::new();
    for made in tables.attempts.values() {
        *recorded.entry((made.node, made.delivery, made.number)).or_default() += 1;
    }
    let missing: Vec<String> = entries
        .requests
        .iter()
        .filter(|request| {
            let process = &request.process;
            !entries.killed.contains(process) && !entries.left.contains(process)
        })
        .filter(|request| !recorded.contains_key(&(request.node, request.delivery, request.number)))
        .map(|request| format!("{request:?} is not on record"))
        .collect();
    for what in missing {
        entries.violated(what);
    }
}
