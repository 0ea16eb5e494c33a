//! A namespace as a row.

use sparrow_proto::v1::Namespace;

use crate::output::{Column, Noun, Value, col};

impl Noun for Namespace {
    const KIND: &'static str = "namespace";
    const KINDS: &'static str = "namespaces";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("name", "NAME", |ns: &Self| Value::text(&ns.name)),
            col("webhooks", "WEBHOOKS", |ns: &Self| Value::number(ns.webhooks)).right(),
            col("created_at", "CREATED", |ns: &Self| Value::time(ns.create_time)).droppable(1),
            col("revision", "REVISION", |ns: &Self| Value::Number(ns.revision)).right().on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.name
    }
}

/// A namespace with what only asking for it alone tells.
#[derive(Debug)]
pub struct NamespaceDetail(pub Namespace);

impl Noun for NamespaceDetail {
    const KIND: &'static str = "namespace";
    const KINDS: &'static str = "namespaces";

    fn columns() -> Vec<Column<Self>> {
        vec![
            col("name", "NAME", |ns: &Self| Value::text(&ns.0.name)),
            col("webhooks", "WEBHOOKS", |ns: &Self| Value::number(ns.0.webhooks)).right(),
            col("created_at", "CREATED", |ns: &Self| Value::time(ns.0.create_time)),
            col("waiting", "WAITING", |ns: &Self| {
                Value::AtLeast(ns.0.waiting.into(), ns.0.waiting_is_more)
            })
            .right(),
            col("waiting_is_more", "MORE", |ns: &Self| Value::Flag(ns.0.waiting_is_more))
                .on_demand(),
            col("revision", "REVISION", |ns: &Self| Value::Number(ns.0.revision))
                .right()
                .on_demand(),
        ]
    }

    fn handle(&self) -> &str {
        &self.0.name
    }
}
