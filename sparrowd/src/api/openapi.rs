//! The plain HTTP calls as an OpenAPI 3.1 document, made from the descriptors: what the transcoder
//! serves, and what the proto's comments say of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prost_reflect::{EnumDescriptor, FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};
use serde_json::{Map, Value, json};

use super::error::Reason;
use super::transcode::descriptors::{
    Method, Route, comment, content_type_of, methods, name_of, word_of,
};

static DOCUMENT: LazyLock<String> = LazyLock::new(|| document().to_string());

/// The document as it is served.
pub(super) fn text() -> &'static str {
    &DOCUMENT
}

fn document() -> Value {
    let mut schemas = Schemas::default();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for method in methods() {
        if let Some(route) = &method.route {
            let verb = route.verb.as_str().to_ascii_lowercase();
            let operation = operation(method, route, &mut schemas);
            paths.entry(route.template.as_str()).or_default().insert(verb, operation);
        }
    }
    let mut components = schemas.all();
    components.insert("Error".to_owned(), error());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "sparrow",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Webhook delivery over PostgreSQL. The same calls are on gRPC, and by the Connect protocol and gRPC-Web under /sparrow.v1.<Service>/<Method>.",
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": { "schemas": components },
    })
}

fn operation(method: &Method, route: &Route, schemas: &mut Schemas) -> Value {
    let descriptor: &MethodDescriptor = &method.descriptor;
    let input = descriptor.input();
    let in_path: BTreeSet<&str> = route.variables().collect();
    let mut parameters: Vec<Value> = in_path
        .iter()
        .map(|name| {
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } })
        })
        .collect();
    if !route.has_body {
        let others = input.fields().filter(|field| !in_path.contains(field.name()));
        parameters.extend(others.map(|field| {
            let schema = schemas.of_field(&field);
            json!({
                "name": name_of(&field),
                "in": "query",
                "description": comment(&field),
                "schema": schema,
            })
        }));
    }
    let answer = schemas.of_message(&descriptor.output());
    let answer = if descriptor.is_server_streaming() {
        json!({ "text/event-stream": {
            "schema": { "type": "string", "description": "Events; the data of each is one answer, and its id a cursor to go on from." },
            "x-sparrow-event": answer,
        }})
    } else {
        json!({ "application/json": { "schema": answer } })
    };
    let mut operation = json!({
        "operationId": descriptor.name(),
        "tags": [descriptor.parent_service().name()],
        "description": comment(descriptor),
        "parameters": parameters,
        "responses": {
            "200": { "description": "Done.", "content": answer },
            "default": {
                "description": "Refused or failed.",
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
            },
        },
    });
    if route.has_body {
        let schema = if input.fields().any(|field| in_path.contains(field.name())) {
            // What stands in the path need not stand here.
            schemas.object(&input, |field| !in_path.contains(field.name()))
        } else {
            schemas.of_message(&input)
        };
        operation["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    operation
}

fn error() -> Value {
    let codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.word()).collect();
    json!({ "type": "object", "required": ["error"], "properties": { "error": {
        "type": "object",
        "required": ["code", "message", "details", "retryable"],
        "properties": {
            "code": { "type": "string", "enum": codes },
            "message": { "type": "string" },
            "hint": { "type": ["string", "null"], "description": "The next step to take." },
            "details": { "type": "object", "properties": {
                "detail": { "type": "string" },
                "index": { "type": "integer", "description": "Which of several was at fault, from 0." },
                "fields": { "type": "array", "items": { "type": "object", "properties": {
                    "field": { "type": "string" }, "description": { "type": "string" },
                }}},
            }},
            "retryable": { "type": "boolean" },
            "retry_after_ms": { "type": ["integer", "null"] },
        },
    }}})
}

/// The messages that have been named, each once.
#[derive(Default)]
struct Schemas(BTreeMap<String, Value>);

impl Schemas {
    fn all(self) -> Map<String, Value> {
        self.0.into_iter().collect()
    }

    fn of_message(&mut self, message: &MessageDescriptor) -> Value {
        match message.full_name() {
            "google.protobuf.Timestamp" => {
                return json!({ "type": ["string", "null"], "format": "date-time" });
            }
            "google.protobuf.Duration" => {
                return json!({ "type": ["string", "null"], "examples": ["15s", "0.083s"] });
            }
            "google.protobuf.FieldMask" => {
                return json!({ "type": "string", "description": "Names of fields, with commas between them." });
            }
            _ => {}
        }
        let name = message.name().to_owned();
        if !self.0.contains_key(&name) {
            // Named before its fields are looked at: a message can lead back to itself.
            self.0.insert(name.clone(), Value::Null);
            let schema = self.object(message, |_| true);
            self.0.insert(name.clone(), schema);
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    /// A message written out, with these of its fields.
    fn object(
        &mut self,
        message: &MessageDescriptor,
        has: impl Fn(&FieldDescriptor) -> bool,
    ) -> Value {
        let mut properties = Map::new();
        for field in message.fields().filter(has) {
            let mut schema = self.of_field(&field);
            schema["description"] = comment(&field).into();
            if content_type_of(&field).is_some() {
                let other = json!({
                    "type": "string",
                    "contentEncoding": "base64",
                    "description": "In its place, for what is not JSON by its content type.",
                });
                properties.insert(format!("{}_base64", name_of(&field)), other);
            }
            properties.insert(name_of(&field).to_owned(), schema);
        }
        json!({
            "type": "object",
            "description": comment(message),
            "properties": properties,
        })
    }

    fn of_field(&mut self, field: &FieldDescriptor) -> Value {
        if field.is_map() {
            return json!({ "type": "object", "additionalProperties": { "type": "string" } });
        }
        if content_type_of(field).is_some() {
            // Any JSON at all.
            return json!({});
        }
        let single = match field.kind() {
            Kind::Bool => json!({ "type": "boolean" }),
            Kind::Uint32 | Kind::Uint64 => json!({ "type": "integer", "minimum": 0 }),
            Kind::Double => json!({ "type": "number" }),
            Kind::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
            Kind::Enum(of) => words(&of),
            Kind::Message(of) => self.of_message(&of),
            _ => json!({ "type": "string" }),
        };
        if field.is_list() { json!({ "type": "array", "items": single }) } else { single }
    }
}

fn words(of: &EnumDescriptor) -> Value {
    let values = of.values().filter(|value| value.number() != 0);
    let mut words: Vec<Value> =
        values.map(|value| word_of(of.name(), value.name()).into()).collect();
    words.push(Value::Null);
    json!({ "type": ["string", "null"], "enum": words })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                for (name, value) in map {
                    match value.as_str().filter(|_| name == "$ref") {
                        Some(to) => drop(found.insert(to.to_owned())),
                        None => references(value, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 30, "{}", found.len());
        for to in found {
            let pointer = to.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some_and(Value::is_object), "{to}");
        }
    }

    #[test]
    fn every_call_is_there_once_with_all_that_its_path_names() {
        let document = document();
        let mut ids = BTreeSet::new();
        for (path, verbs) in document["paths"].as_object().unwrap() {
            for (verb, operation) in verbs.as_object().unwrap() {
                assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()));
                let parameters = operation["parameters"].as_array().unwrap();
                let named: BTreeSet<_> = parameters
                    .iter()
                    .filter(|parameter| parameter["in"] == "path")
                    .map(|parameter| parameter["name"].as_str().unwrap())
                    .collect();
                let wanted: BTreeSet<_> = path.split(['{', '}']).skip(1).step_by(2).collect();
                assert_eq!(named, wanted, "{verb} {path}");
            }
        }
        let routed = methods().iter().filter(|method| method.route.is_some()).count();
        assert_eq!(ids.len(), routed);
    }

    #[test]
    fn a_body_leaves_out_what_stands_in_the_path() {
        let document = document();
        let body = |path: &str| {
            let post = &document["paths"][path]["post"];
            post["requestBody"]["content"]["application/json"]["schema"].clone()
        };
        let pause = body("/webhook/webhooks/{webhook}/pause");
        let fields: Vec<_> = pause["properties"].as_object().unwrap().keys().collect();
        assert_eq!(fields, ["namespace", "reason"]);
        assert_eq!(body("/webhook/events")["$ref"], "#/components/schemas/PushEventRequest");
    }

    #[test]
    fn names_and_words_are_those_of_the_door() {
        let document = document();
        let schemas = &document["components"]["schemas"];
        let event = &schemas["EventInput"]["properties"];
        assert!(
            event["name"].is_object()
                && event["type"].is_null()
                && event["payload_base64"].is_object()
        );
        let health = &schemas["Webhook"]["properties"]["health"]["enum"];
        assert!(health.as_array().unwrap().contains(&json!("suspended")), "{health}");
        assert!(
            schemas["Webhook"]["properties"]["url"]["description"]
                .as_str()
                .unwrap()
                .contains("http")
        );
    }
}
