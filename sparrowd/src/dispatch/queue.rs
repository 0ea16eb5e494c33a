//! The queue of one webhook in memory: two bounded buffers of ids, and what it knows of the rows
//! behind them. Pure: the caller brings time and results, and does what is asked for.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::lease::Epoch;
use super::parcels::Parcel;
use super::queues::pace::Expected;
use crate::domain::ids::{DeliveryId, NamespaceId, WebhookId};
use crate::domain::timestamp::Timestamp;
use crate::store::queue::{Due, Fresh, Owed};

/// Ids that each of a queue's buffers holds, at most, while the node has room.
pub(super) const BUFFER: usize = 1_024;
/// Rows that one refill asks for, at most.
const REFILL: usize = 256;
/// The retries' cursor stays this far behind the present: rows that commit late, or are hurried, lie
/// ahead of it.
const DUE_SLACK: Duration = Duration::from_secs(10);

/// A delivery to be attempted.
#[derive(Debug, Clone)]
pub struct Item {
    pub delivery: DeliveryId,
    pub attempt: u32,
    pub excused: u32,
    /// It is not attempted from then on.
    pub expires_at: Option<Timestamp>,
    /// The epoch of its lane under which it was read.
    pub epoch: Epoch,
    /// Its event, if it came by hand-over and there was room for it.
    pub parcel: Option<Arc<Parcel>>,
}

/// How soon a queue looks again that found nothing but what has expired: by then it is swept.
const SWEPT: Duration = Duration::from_secs(1);

/// What a queue asks of a refill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub namespace: NamespaceId,
    pub webhook: WebhookId,
    /// First attempts after this id, so many.
    pub fresh: Option<(DeliveryId, usize)>,
    /// Retries due from this moment on, so many.
    pub due: Option<(Timestamp, usize)>,
    /// So many in hand may be read once more, and don't count against the retries wanted.
    pub in_hand: usize,
}

impl Ask {
    /// Ids that may come of it.
    pub(super) fn ids(&self) -> usize {
        self.fresh.map_or(0, |(_, limit)| limit) + self.due.map_or(0, |(_, limit)| limit)
    }
}

/// Whether a refill is out, and what happened meanwhile.
#[derive(Debug, Default)]
enum Refill {
    #[default]
    Idle,
    Out(Again),
}

/// What was told since a refill went out, which its answer may lack: it is read again from there.
#[derive(Debug, Default)]
struct Again {
    /// The lowest id refused.
    fresh: Option<DeliveryId>,
    /// The earliest time at which a row is due.
    due: Option<Timestamp>,
}

/// What a queue may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    Paused,
    /// Its webhook is deleted or its lane lost: it stays until what is in flight is settled, so that
    /// nothing of that is sent again if the lane comes back meanwhile.
    Gone,
}

impl Standing {
    pub(super) fn of(is_paused: bool) -> Self {
        if is_paused { Self::Paused } else { Self::Open }
    }
}

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) namespace: NamespaceId,
    pub(super) webhook: WebhookId,
    pub(super) concurrency: u32,
    pub(super) standing: Standing,
    /// As its terms say; its standing may have other reasons.
    pub(super) paused: bool,
    fresh: VecDeque<Item>,
    /// First attempts up to here were taken into the buffer.
    fresh_cursor: DeliveryId,
    /// There may be first attempts beyond the cursor.
    behind: bool,
    retries: VecDeque<Item>,
    due_cursor: Timestamp,
    /// When to look for due retries next.
    pub(super) next_due: Option<Timestamp>,
    /// Buffered, in flight, or not settled yet.
    known: HashSet<DeliveryId>,
    pub(super) in_flight: u32,
    pub(super) expected: Expected,
    refill: Refill,
    /// It stands in the ring of those whose turn may come.
    pub(super) in_ring: bool,
    /// It stands in the line for a refill.
    pub(super) in_line: bool,
    retry_is_next: bool,
}

/// The id before this one.
fn before(id: DeliveryId) -> DeliveryId {
    let bits = id.uuid().as_u128();
    DeliveryId::from_uuid(uuid::Uuid::from_u128(bits.saturating_sub(1)))
}

impl Queue {
    /// A queue that knows nothing beyond `cursor`.
    pub(super) fn new(namespace: NamespaceId, webhook: WebhookId, cursor: DeliveryId) -> Self {
        Self {
            namespace,
            webhook,
            concurrency: 1,
            standing: Standing::Open,
            paused: false,
            fresh: VecDeque::new(),
            fresh_cursor: cursor,
            behind: false,
            retries: VecDeque::new(),
            due_cursor: Timestamp::EPOCH,
            next_due: None,
            known: HashSet::new(),
            in_flight: 0,
            expected: Expected::default(),
            refill: Refill::Idle,
            in_ring: false,
            in_line: false,
            retry_is_next: false,
        }
    }

    pub(super) fn buffered(&self) -> usize {
        self.fresh.len() + self.retries.len()
    }

    /// First attempts up to here are believed to have been read: all that there are, unless it is
    /// behind.
    pub(super) fn read_to(&self) -> DeliveryId {
        if self.behind { self.fresh_cursor } else { DeliveryId::MAX }
    }

    /// The last first attempt that was taken into the buffer.
    pub(super) fn cursor(&self) -> DeliveryId {
        self.fresh_cursor
    }

    /// Looks for due retries now, whatever is known of them; `from_start`: from the very first.
    pub(super) fn look_again(&mut self, now: Timestamp, from_start: bool) {
        if from_start {
            self.set_back(Timestamp::EPOCH);
        }
        self.look_by(now);
    }

    pub(super) fn knows(&self, delivery: DeliveryId) -> bool {
        self.known.contains(&delivery)
    }

    /// Nothing to remember about it: what comes later makes it anew.
    pub(super) fn is_idle(&self) -> bool {
        let owes = self.behind || self.next_due.is_some();
        self.known.is_empty()
            && self.in_flight == 0
            && matches!(self.refill, Refill::Idle)
            && !(self.in_ring || self.in_line)
            && (!owes || self.standing == Standing::Gone)
    }

    pub(super) fn is_open(&self) -> bool {
        self.standing == Standing::Open
    }

    pub(super) fn is_ready(&self, limit: u32) -> bool {
        self.is_open() && self.buffered() > 0 && self.in_flight < limit
    }

    /// Takes a first attempt that was just committed, or notes that there is one. `room`: ids that
    /// it may hold. A payload further from its turn than a full round of requests is read again
    /// rather than kept.
    pub(super) fn hand_over(&mut self, mut item: Item, room: usize) -> bool {
        if !self.takes(room) {
            self.fall_behind(item.delivery);
            return false;
        }
        self.fresh_cursor = self.fresh_cursor.max(item.delivery);
        self.known.insert(item.delivery);
        if self.fresh.len() >= self.concurrency as usize {
            item.parcel = None;
        }
        self.fresh.push_back(item);
        true
    }

    /// Whether a first attempt has a place here that comes without having been asked for.
    pub(super) fn takes(&self, room: usize) -> bool {
        self.is_open() && !self.behind && self.fresh.len() < room
    }

    /// There is a first attempt at or after this id that the buffer lacks.
    pub(super) fn fall_behind(&mut self, lowest: DeliveryId) {
        self.behind = true;
        self.fresh_cursor = self.fresh_cursor.min(before(lowest));
        if let Refill::Out(again) = &mut self.refill {
            again.fresh = Some(again.fresh.map_or(lowest, |known| known.min(lowest)));
        }
    }

    /// Looks for due retries no later than at this moment.
    pub(super) fn look_by(&mut self, at: Timestamp) {
        self.next_due = Some(self.next_due.map_or(at, |known| known.min(at)));
    }

    /// Starts over from the rows: both cursors at zero.
    pub(super) fn start_over(&mut self) {
        self.fall_behind(DeliveryId::ZERO);
        self.due_at(Timestamp::EPOCH);
    }

    /// Lets go of what is buffered; the rows keep it. Says how many that were.
    pub(super) fn clear_buffers(&mut self) -> usize {
        let cleared = self.buffered();
        for item in self.fresh.drain(..).chain(self.retries.drain(..)) {
            self.known.remove(&item.delivery);
        }
        self.start_over();
        cleared
    }

    /// Takes one delivery out of the buffers, because it has ended. Says whether it was there.
    pub(super) fn forget_buffered(&mut self, delivery: DeliveryId) -> bool {
        let had = self.buffered();
        self.fresh.retain(|item| item.delivery != delivery);
        self.retries.retain(|item| item.delivery != delivery);
        let found = self.buffered() < had;
        if found {
            self.known.remove(&delivery);
        }
        found
    }

    /// The next item to attempt: first attempts and retries in turn while both wait.
    pub(super) fn take(&mut self) -> Option<Item> {
        let (first, second) = if self.retry_is_next {
            (&mut self.retries, &mut self.fresh)
        } else {
            (&mut self.fresh, &mut self.retries)
        };
        let item = first.pop_front().or_else(|| second.pop_front())?;
        self.retry_is_next = !self.retry_is_next;
        self.in_flight += 1;
        Some(item)
    }

    /// An item taken that was not attempted: it is found again by its row.
    pub(super) fn give_back(&mut self, item: &Item, now: Timestamp) {
        self.known.remove(&item.delivery);
        if item.attempt == 0 {
            self.fall_behind(item.delivery);
        }
        self.set_back(Timestamp::EPOCH);
        self.look_by(now);
    }

    /// An item taken that is left to a sweep. The cursors have passed it, so that until then no more
    /// than a rescan brings it.
    pub(super) fn forget(&mut self, delivery: DeliveryId) {
        self.known.remove(&delivery);
    }

    /// How many are in flight, or attempted and not settled yet.
    pub(super) fn taken(&self) -> usize {
        self.known.len() - self.buffered()
    }

    /// Whether it is in flight, or attempted and not settled yet.
    pub(super) fn has_taken(&self, delivery: DeliveryId) -> bool {
        let mut buffered = self.fresh.iter().chain(&self.retries);
        self.known.contains(&delivery) && !buffered.any(|item| item.delivery == delivery)
    }

    /// A delivery has been settled: ended, or kept for later.
    pub(super) fn settled(&mut self, delivery: DeliveryId, due: Option<Timestamp>) {
        self.known.remove(&delivery);
        if let Some(due) = due {
            self.due_at(due);
        }
    }

    /// A row is due at this moment. It may have been written long after it was decided, behind a
    /// cursor that has gone on.
    pub(super) fn due_at(&mut self, due: Timestamp) {
        self.set_back(due);
        self.look_by(due);
    }

    /// There may be a retry due at this moment that the buffer lacks.
    fn set_back(&mut self, due: Timestamp) {
        self.due_cursor = self.due_cursor.min(due);
        if let Refill::Out(again) = &mut self.refill {
            again.due = Some(again.due.map_or(due, |known| known.min(due)));
        }
    }

    /// Whether it wants a refill now. `room`: ids that each of its buffers may hold.
    pub(super) fn wants(&self, now: Timestamp, room: usize) -> bool {
        self.is_open()
            && matches!(self.refill, Refill::Idle)
            && (self.wants_fresh(room) || self.wants_due(now, room))
    }

    fn wants_fresh(&self, room: usize) -> bool {
        self.behind && self.fresh.len() <= room / 2
    }

    fn wants_due(&self, now: Timestamp, room: usize) -> bool {
        self.next_due.is_some_and(|at| at <= now) && self.retries.len() <= room / 2
    }

    /// Sends a refill out.
    pub(super) fn ask(&mut self, now: Timestamp, room: usize) -> Ask {
        let limit = |buffered: usize| REFILL.min(room.saturating_sub(buffered));
        let fresh = self.wants_fresh(room).then(|| (self.fresh_cursor, limit(self.fresh.len())));
        let due = self.wants_due(now, room).then(|| {
            self.next_due = None;
            (self.due_cursor, limit(self.retries.len()))
        });
        self.refill = Refill::Out(Again::default());
        let in_hand = self.known.len();
        Ask { namespace: self.namespace, webhook: self.webhook, fresh, due, in_hand }
    }

    /// A refill did not come back: what it asked for is still wanted.
    pub(super) fn refill_failed(&mut self, ask: &Ask, now: Timestamp) {
        self.refill = Refill::Idle;
        if ask.due.is_some() {
            self.look_by(now);
        }
    }

    /// A refill came back. `is_settled` tells what was settled since it was sent; `epoch` is that of
    /// the lane when it was sent. Says how many items came into the buffers.
    pub(super) fn refilled(
        &mut self,
        ask: &Ask,
        fresh: Fresh,
        due: Due,
        now: Timestamp,
        epoch: Epoch,
        is_settled: impl Fn(DeliveryId) -> bool,
    ) -> usize {
        let had = self.buffered();
        let Refill::Out(again) = std::mem::take(&mut self.refill) else {
            return 0;
        };
        if ask.fresh.is_some() {
            self.take_fresh(fresh, again.fresh, now, epoch, &is_settled);
        }
        if let Some((_, limit)) = ask.due {
            self.take_due(due, limit, ask.in_hand, now, epoch, &is_settled);
            if let Some(due) = again.due {
                self.due_cursor = self.due_cursor.min(due);
            }
        }
        self.buffered() - had
    }

    fn take_fresh(
        &mut self,
        fresh: Fresh,
        again: Option<DeliveryId>,
        now: Timestamp,
        epoch: Epoch,
        is_settled: &impl Fn(DeliveryId) -> bool,
    ) {
        let last = fresh.rows.last().map(|row| row.delivery);
        if self.is_open() {
            for row in fresh.rows.into_iter().filter(|row| !row.has_expired(now)) {
                if !is_settled(row.delivery) && self.known.insert(row.delivery) {
                    self.fresh.push_back(item(row, epoch));
                }
            }
        }
        self.behind = fresh.looked_to.is_some() || again.is_some() || !self.is_open();
        let reached = fresh.looked_to.or(last).unwrap_or(self.fresh_cursor);
        self.fresh_cursor = self.fresh_cursor.max(reached);
        if let Some(lowest) = again {
            self.fresh_cursor = self.fresh_cursor.min(before(lowest));
        }
        if !self.is_open() {
            self.fresh_cursor = DeliveryId::ZERO;
        }
    }

    /// Takes so many of these. The cursor follows those that were looked at, if there are more.
    fn take_due(
        &mut self,
        due: Due,
        limit: usize,
        in_hand: usize,
        now: Timestamp,
        epoch: Epoch,
        is_settled: &impl Fn(DeliveryId) -> bool,
    ) {
        let mut rest = due.rows.len();
        let is_full = rest >= limit + in_hand;
        let mut wanted = if self.is_open() { limit } else { 0 };
        let (mut looked_to, mut expired) = (None, 0);
        for (row, at) in due.rows {
            if wanted == 0 {
                break;
            }
            rest -= 1;
            looked_to = Some(at);
            if row.has_expired(now) {
                expired += 1;
            } else if !is_settled(row.delivery) && self.known.insert(row.delivery) {
                self.retries.push_back(item(row, epoch));
                wanted -= 1;
            }
        }
        if is_full || rest > 0 {
            let none = wanted == limit && expired > 0;
            self.look_by(if none { now.plus(SWEPT) } else { now });
            if let Some(at) = looked_to {
                self.due_cursor = self.due_cursor.max(at.min(now.minus(DUE_SLACK)));
            }
        } else if let Some(next) = due.next {
            self.look_by(next);
        }
    }
}

fn item(row: Owed, epoch: Epoch) -> Item {
    let Owed { delivery, attempt, excused, expires_at } = row;
    Item { delivery, attempt, excused, expires_at, epoch, parcel: None }
}

#[cfg(test)]
mod check;
