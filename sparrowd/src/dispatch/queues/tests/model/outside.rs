//! What others do to the rows and to the configuration.

use super::*;

impl World {
    /// Somebody cancels a delivery, or wants its next attempt now.
    pub(super) fn command(&mut self) {
        let webhook = self.any();
        // When it was asked for; the statement may have been sent again and again.
        let at = self.now.minus(SECOND * u32::try_from(self.dice.roll(30)).unwrap());
        let owed = self.live(webhook).rows.len();
        if owed == 0 {
            return;
        }
        let nth = self.dice.roll(owed);
        let cancel = self.dice.one_in(2);
        let rows = &mut self.live(webhook).rows;
        let delivery = *rows.keys().nth(nth).unwrap();
        if cancel {
            rows.remove(&delivery);
            self.cancelled.push((webhook, delivery));
        } else {
            let row = rows.get_mut(&delivery).unwrap();
            row.due = Some(row.due.map_or(at, |due| due.min(at)));
            self.hints.push((webhook, delivery));
        }
    }

    /// Memory is told of a command.
    pub(super) fn tell(&mut self) {
        if let Some((webhook, delivery)) = self.dice.draw(&mut self.cancelled) {
            self.queues.cancelled(webhook, delivery);
            self.over.insert(delivery);
        }
        if let Some((webhook, delivery)) = self.dice.draw(&mut self.hints) {
            self.hint(webhook, delivery);
        }
    }

    /// What has expired is ended, but for what is under way here; memory is told later.
    pub(super) fn sweep(&mut self) {
        let (now, queues) = (self.now, &self.queues);
        for (webhook, live) in &mut self.webhooks {
            if live.epoch.is_none() {
                continue;
            }
            live.rows.retain(|delivery, row| {
                let is_over = row.expires.is_some_and(|at| at <= now)
                    && !queues.has_taken(*webhook, *delivery);
                if is_over {
                    self.cancelled.push((*webhook, *delivery));
                }
                !is_over
            });
        }
    }

    /// A webhook is paused, resumed or deleted; queues learn it now, or when a courier does.
    pub(super) fn reconfigure(&mut self) {
        let webhook = self.any();
        let concurrency = 1 + u32::try_from(self.dice.roll(5)).unwrap();
        // One stays, so that there is something to do.
        let is_deleted = webhook != super::webhook(4) && self.dice.one_in(20);
        let is_told = is_deleted || !self.is_lossy || self.dice.one_in(2);
        let live = self.live(webhook);
        live.terms = Terms { concurrency, paused: !live.terms.paused };
        live.is_deleted |= is_deleted;
        if live.is_deleted {
            // The sweeper ends what it is owed.
            let rows = std::mem::take(&mut live.rows);
            self.cancelled.extend(rows.into_keys().map(|delivery| (webhook, delivery)));
        }
        let Live { terms, is_deleted, .. } = *self.live(webhook);
        if is_told {
            self.queues.configure(webhook, (!is_deleted).then_some(terms));
        }
    }

    /// A lane is lost, or comes back.
    pub(super) fn lanes(&mut self) {
        let webhook = self.any();
        if self.live(webhook).epoch.take().is_some() {
            self.queues.drop_where(|id| id == webhook);
        } else {
            self.regain(webhook);
        }
    }

    /// Some lanes drain, and others do no more.
    pub(super) fn drain(&mut self) {
        let all: Vec<_> = self.webhooks.keys().map(|webhook| webhook.lane()).collect();
        let some = all.into_iter().filter(|_| self.dice.one_in(3)).collect();
        self.queues.drain(&some);
    }

    pub(super) fn regain(&mut self, webhook: WebhookId) {
        let live = self.live(webhook);
        live.last_epoch += 1;
        live.epoch = Some(live.last_epoch);
        if !live.rows.is_empty() {
            let terms = live.terms;
            self.queues.owing(SPACE, webhook, terms, false);
        }
    }
}
