//! The life of a node of the first release, led with its statements: it beats, accepts events, ends
//! deliveries and looks at what there is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sparrowd::domain::ids::EventId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _, SqlStr};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use uuid::Uuid;

use super::statement;
use crate::harness::TestDatabase;

/// Between two of the same kind.
const PAUSE: Duration = Duration::from_millis(5);
/// A node of the first release takes a statement for failed after this.
const DEADLINE: Duration = Duration::from_secs(2);

/// Whose events it accepts.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    pub namespace: Uuid,
    pub revision: i64,
    pub webhook: Uuid,
}

/// What it did.
#[derive(Debug, Default)]
pub struct Life {
    pub accepted: Vec<Uuid>,
    pub ended: Vec<Uuid>,
    pub beats: u64,
}

pub struct OldNode {
    stop: Arc<AtomicBool>,
    /// Deliveries are ended only while nobody else sends them.
    alone: Arc<AtomicBool>,
    accepting: JoinHandle<Life>,
    beating: JoinHandle<u64>,
    looking: JoinHandle<()>,
}

async fn run(connection: &mut PgConnection, query: PgQuery<'_>) -> Vec<PgRow> {
    let rows = tokio::time::timeout(DEADLINE, query.fetch_all(connection)).await;
    rows.expect("a statement of the first release is late").expect("it is refused")
}

type PgQuery<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

fn query(statement: &SqlStr) -> PgQuery<'static> {
    sqlx::query(statement.clone())
}

impl OldNode {
    pub async fn start(database: &TestDatabase, target: Target) -> Self {
        let node = Uuid::from_u128(rand::random());
        let join = statement(&["INSERT INTO sparrow.nodes (node_id, host)"]);
        let mut connection = database.connect().await;
        run(&mut connection, query(&join).bind(node).bind("old")).await;
        let (stop, alone) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
        let accepting = Accepting {
            node,
            target,
            connection,
            stop: Arc::clone(&stop),
            alone: Arc::clone(&alone),
        };
        let accepting = tokio::spawn(accepting.run());
        let beating = tokio::spawn(beat(database.connect().await, node, Arc::clone(&stop)));
        let looking = tokio::spawn(look(database.connect().await, target, Arc::clone(&stop)));
        Self { stop, alone, accepting, beating, looking }
    }

    /// Another node is there to send what it accepts.
    pub fn is_no_longer_alone(&self) {
        self.alone.store(false, Ordering::Relaxed);
    }

    pub async fn stop(self) -> Life {
        self.stop.store(true, Ordering::Relaxed);
        self.looking.await.unwrap();
        let beats = self.beating.await.unwrap();
        Life { beats, ..self.accepting.await.unwrap() }
    }
}

struct Accepting {
    node: Uuid,
    target: Target,
    connection: PgConnection,
    stop: Arc<AtomicBool>,
    alone: Arc<AtomicBool>,
}

impl Accepting {
    async fn run(mut self) -> Life {
        let (accept, end) = (
            statement(&[
                "INSERT INTO sparrow.events\n",
                "WITH moved AS MATERIALIZED",
                "NOT EXISTS (SELECT FROM moved)",
                "$19::boolean[]",
            ]),
            statement(&["'end untried'", "INSERT INTO sparrow.ended"]),
        );
        let mut life = Life::default();
        let mut pace = tokio::time::interval_at(Instant::now(), PAUSE);
        while !self.stop.load(Ordering::Relaxed) {
            pace.tick().await;
            let event = self.accept(&accept).await;
            life.accepted.push(event.uuid());
            if self.alone.load(Ordering::Relaxed) && life.accepted.len().is_multiple_of(2) {
                let batch = i64::try_from(life.ended.len()).unwrap() + 1;
                self.end(&end, event, batch).await;
                life.ended.push(event.uuid());
            }
        }
        life
    }

    async fn accept(&mut self, statement: &SqlStr) -> EventId {
        let Target { namespace, revision, webhook } = self.target;
        let now: i64 =
            sqlx::query_scalar("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
                .fetch_one(&mut self.connection)
                .await
                .unwrap();
        let low = rand::random::<u128>() >> 66;
        let id = u128::from(now.unsigned_abs()) << 80 | 7 << 76 | 2 << 62 | low;
        let event = EventId::from_stamp(Uuid::from_u128(id));
        let delivery = event.delivery(1).unwrap().uuid();
        let none = || vec![None::<String>];
        let never = || vec![None::<time::OffsetDateTime>];
        let accept = query(statement)
            .bind(vec![namespace])
            .bind(vec![revision])
            .bind(vec![namespace])
            .bind(vec![event.uuid()])
            .bind(vec!["order.paid"])
            .bind(vec!["application/json"])
            .bind(none())
            .bind(none())
            .bind(never())
            .bind(never())
            .bind(vec![b"{}".to_vec()])
            .bind(vec![0_i32])
            .bind(vec![1_i32])
            .bind(vec![namespace])
            .bind(vec![webhook])
            .bind(vec![delivery])
            .bind(never())
            .bind(never())
            .bind(vec![false]);
        let moved = run(&mut self.connection, accept).await;
        assert!(moved.is_empty(), "the namespace is as it was");
        event
    }

    async fn end(&mut self, statement: &SqlStr, event: EventId, batch: i64) {
        let Target { namespace, webhook, .. } = self.target;
        let now: time::OffsetDateTime = sqlx::query_scalar("SELECT clock_timestamp()")
            .fetch_one(&mut self.connection)
            .await
            .unwrap();
        let end = query(statement)
            .bind(self.node)
            .bind(1_i64)
            .bind(batch)
            .bind(now)
            .bind(vec![namespace])
            .bind(vec![webhook])
            .bind(vec![event.delivery(1).unwrap().uuid()])
            .bind(vec![event.uuid()])
            .bind(vec!["why"])
            .bind(vec!["who"])
            .bind("end")
            .bind("cancelled")
            .bind(now);
        let rows = run(&mut self.connection, end).await;
        let (live, won): (bool, Vec<i64>) = (rows[0].get(0), rows[0].get(1));
        assert!(live && won == [1], "its settlement counts");
    }
}

async fn beat(mut connection: PgConnection, node: Uuid, stop: Arc<AtomicBool>) -> u64 {
    let beat = statement(&["SET beat = beat + 1"]);
    let mut beats = 0;
    let mut pace = tokio::time::interval_at(Instant::now(), PAUSE);
    while !stop.load(Ordering::Relaxed) {
        pace.tick().await;
        let rows = run(&mut connection, query(&beat).bind(node)).await;
        assert_eq!(rows.len(), 1, "it lives");
        beats += 1;
    }
    beats
}

async fn look(mut connection: PgConnection, target: Target, stop: Arc<AtomicBool>) {
    let (lanes, nodes) = (
        statement(&["SELECT lane, owner, epoch FROM sparrow.lanes"]),
        statement(&["SELECT node_id, beat, state FROM sparrow.nodes"]),
    );
    let space = statement(&["SELECT namespace_id FROM sparrow.namespaces WHERE name"]);
    let mut pace = tokio::time::interval_at(Instant::now(), PAUSE);
    while !stop.load(Ordering::Relaxed) {
        pace.tick().await;
        assert_eq!(run(&mut connection, query(&lanes)).await.len(), 256);
        assert!(!run(&mut connection, query(&nodes)).await.is_empty());
        let found = run(&mut connection, query(&space).bind("default")).await;
        assert_eq!(found[0].get::<Uuid, _>("namespace_id"), target.namespace);
    }
}
