//! What the descriptors say of the calls: their messages, their routes over plain HTTP, and whether
//! they change anything.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use http::Method as Verb;
use prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, FileDescriptor,
    MessageDescriptor, MethodDescriptor, Value,
};

use super::super::intake::weight::Shape;

/// A call, with all that a door has to know of it.
#[derive(Debug)]
pub(in crate::api) struct Method {
    pub(in crate::api) descriptor: MethodDescriptor,
    /// `/sparrow.v1.<Service>/<Method>`.
    pub(in crate::api) path: String,
    /// It changes nothing.
    pub(in crate::api) safe: bool,
    pub(in crate::api) route: Option<Route>,
    pub(in crate::api) payloads: Payloads,
    /// Of its request.
    pub(in crate::api) shape: Arc<Shape>,
}

/// What a request holds that can be large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum Payloads {
    None,
    One,
    Many,
}

/// How a call is reached over plain HTTP.
#[derive(Debug)]
pub(in crate::api) struct Route {
    pub(in crate::api) verb: Verb,
    pub(in crate::api) template: String,
    pub(super) segments: Vec<Segment>,
    /// The body holds the fields that the path does not.
    pub(in crate::api) has_body: bool,
}

impl Route {
    /// The fields that stand in the path.
    pub(in crate::api) fn variables(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Variable(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }
}

#[derive(Debug)]
pub(super) enum Segment {
    Literal(String),
    /// A field of the request, by the path to it.
    Variable(String),
}

struct Surface {
    methods: Vec<Method>,
    /// Positions among them.
    by_path: HashMap<String, usize>,
    /// What is asked of fields again and again, by their full names.
    inline: HashMap<String, FieldDescriptor>,
    named_apart: HashSet<String>,
}

static SURFACE: LazyLock<Surface> = LazyLock::new(|| {
    // The descriptors are compiled in, and a test reads them.
    let pool = DescriptorPool::decode(sparrow_proto::DESCRIPTORS).unwrap_or_default();
    let rule = pool.get_extension_by_name("google.api.http");
    let inline = pool.get_extension_by_name("sparrow.v1.inline_json");
    let fields = || pool.all_messages().flat_map(|message| message.fields().collect::<Vec<_>>());
    let inline: HashMap<_, _> = fields()
        .filter_map(|field| {
            let beside = content_type_beside(&field, inline.as_ref()?)?;
            Some((field.full_name().to_owned(), beside))
        })
        .collect();
    let named_apart = fields()
        .filter(|field| field.json_name() != camel(field.name()))
        .map(|field| field.full_name().to_owned())
        .collect();
    let methods: Vec<_> = pool
        .services()
        .flat_map(|service| service.methods().collect::<Vec<_>>())
        .map(|descriptor| {
            let payloads = payloads(&descriptor.input(), &inline);
            method(descriptor, rule.as_ref(), payloads)
        })
        .collect();
    let paths = methods.iter().enumerate();
    let by_path = paths.map(|(n, method)| (method.path.clone(), n)).collect();
    Surface { methods, by_path, inline, named_apart }
});

pub(in crate::api) fn methods() -> &'static [Method] {
    &SURFACE.methods
}

/// The call at `/sparrow.v1.<Service>/<Method>`.
pub(in crate::api) fn method_at(path: &str) -> Option<&'static Method> {
    SURFACE.by_path.get(path).and_then(|n| SURFACE.methods.get(*n))
}

/// Payloads stand in messages of the request.
fn payloads(input: &MessageDescriptor, inline: &HashMap<String, FieldDescriptor>) -> Payloads {
    let holding = input.fields().filter(|field| {
        let kind = field.kind();
        let mut fields = kind.as_message().into_iter().flat_map(MessageDescriptor::fields);
        fields.any(|field| inline.contains_key(field.full_name()))
    });
    let each = holding.map(|field| if field.is_list() { Payloads::Many } else { Payloads::One });
    each.last().unwrap_or(Payloads::None)
}

/// The field that holds the content type of this one, if its bytes stand inline in plain JSON.
pub(in crate::api) fn content_type_of(field: &FieldDescriptor) -> Option<&'static FieldDescriptor> {
    SURFACE.inline.get(field.full_name())
}

fn content_type_beside(
    field: &FieldDescriptor,
    inline: &ExtensionDescriptor,
) -> Option<FieldDescriptor> {
    let options = field.options();
    if !options.has_extension(inline) {
        return None;
    }
    let name = options.get_extension(inline);
    field.parent_message().get_field_by_name(name.as_str()?)
}

/// The name of a field in plain JSON: that of the proto, unless it names another.
pub(in crate::api) fn name_of(field: &FieldDescriptor) -> &str {
    let apart = SURFACE.named_apart.contains(field.full_name());
    if apart { field.json_name() } else { field.name() }
}

/// As protobuf's JSON writes the name of a field.
fn camel(name: &str) -> String {
    let mut upper = false;
    name.chars()
        .filter_map(|c| match c {
            '_' => {
                upper = true;
                None
            }
            c if std::mem::take(&mut upper) => Some(c.to_ascii_uppercase()),
            c => Some(c),
        })
        .collect()
}

/// The word for a value of an enum: `HEALTH_FAILING` of `Health` is `failing`.
pub(in crate::api) fn word_of(of_enum: &str, value: &str) -> String {
    let mut prefix = String::new();
    for c in of_enum.chars() {
        if c.is_ascii_uppercase() && !prefix.is_empty() {
            prefix.push('_');
        }
        prefix.push(c.to_ascii_uppercase());
    }
    prefix.push('_');
    value.strip_prefix(&prefix).unwrap_or(value).to_ascii_lowercase()
}

/// What the proto says of a thing in the comment before it.
pub(in crate::api) fn comment(of: &impl Commented) -> String {
    let (file, path) = of.place();
    let mut locations =
        file.file_descriptor_proto().source_code_info.iter().flat_map(|info| &info.location);
    let found = locations.find(|location| location.path == path);
    let text = found.and_then(|location| location.leading_comments.as_deref()).unwrap_or_default();
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    lines.join(" ").trim().to_owned()
}

/// What a comment can stand before.
pub(in crate::api) trait Commented {
    fn place(&self) -> (FileDescriptor, Vec<i32>);
}

impl Commented for MethodDescriptor {
    fn place(&self) -> (FileDescriptor, Vec<i32>) {
        (self.parent_file(), self.path().to_vec())
    }
}

impl Commented for MessageDescriptor {
    fn place(&self) -> (FileDescriptor, Vec<i32>) {
        (self.parent_file(), self.path().to_vec())
    }
}

impl Commented for FieldDescriptor {
    fn place(&self) -> (FileDescriptor, Vec<i32>) {
        (self.parent_file(), self.path().to_vec())
    }
}

/// `NO_SIDE_EFFECTS` of `google.protobuf.MethodOptions.IdempotencyLevel`.
const NO_SIDE_EFFECTS: i32 = 1;

fn method(
    descriptor: MethodDescriptor,
    rule: Option<&ExtensionDescriptor>,
    payloads: Payloads,
) -> Method {
    let options = descriptor.options();
    let level = options.get_field_by_name("idempotency_level");
    let route = rule
        .filter(|rule| options.has_extension(rule))
        .and_then(|rule| options.get_extension(rule).as_message().and_then(route));
    Method {
        path: format!("/{}/{}", descriptor.parent_service().full_name(), descriptor.name()),
        safe: level.and_then(|level| level.as_enum_number()) == Some(NO_SIDE_EFFECTS),
        route,
        payloads,
        shape: Shape::of(&descriptor.input()),
        descriptor,
    }
}

fn route(rule: &DynamicMessage) -> Option<Route> {
    let (verb, template) = [
        ("get", Verb::GET),
        ("put", Verb::PUT),
        ("post", Verb::POST),
        ("delete", Verb::DELETE),
        ("patch", Verb::PATCH),
    ]
    .into_iter()
    .find(|(name, _)| rule.has_field_by_name(name))
    .and_then(|(name, verb)| {
        let template = rule.get_field_by_name(name)?;
        Some((verb, template.as_str()?.to_owned()))
    })?;
    let segments = template
        .trim_start_matches('/')
        .split('/')
        .map(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(variable) => Segment::Variable(variable.to_owned()),
            None => Segment::Literal(segment.to_owned()),
        })
        .collect();
    let body = rule.get_field_by_name("body");
    let has_body = body.as_deref().and_then(Value::as_str).is_some_and(|body| !body.is_empty());
    Some(Route { verb, template, segments, has_body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_known_and_all_but_the_stream_of_pushes_have_a_route() {
        assert!(methods().len() > 30, "{}", methods().len());
        let without: Vec<_> = methods()
            .iter()
            .filter(|method| method.route.is_none())
            .map(|method| method.path.as_str())
            .collect();
        assert_eq!(without, ["/sparrow.v1.EventService/PushEvents"]);
    }

    #[test]
    fn what_is_read_has_no_side_effects() {
        for method in methods() {
            let reads = method.route.as_ref().is_some_and(|route| route.verb == Verb::GET);
            let streams = method.descriptor.is_server_streaming();
            assert_eq!(method.safe, reads && !streams, "{}", method.path);
        }
    }

    #[test]
    fn what_can_be_large() {
        let of = |path: &str| method_at(path).unwrap().payloads;
        assert_eq!(of("/sparrow.v1.EventService/PushEvent"), Payloads::One);
        assert_eq!(of("/sparrow.v1.WebhookService/TestWebhook"), Payloads::One);
        assert_eq!(of("/sparrow.v1.EventService/PushEventBatch"), Payloads::Many);
        assert_eq!(of("/sparrow.v1.EventService/PushEvents"), Payloads::Many);
        assert_eq!(of("/sparrow.v1.ReplayService/CreateReplay"), Payloads::None);
        assert!(method_at("/sparrow.v1.EventService/Nothing").is_none());
    }

    #[test]
    fn names_in_plain_json() {
        let event = methods()
            .iter()
            .find_map(|method| {
                let input = method.descriptor.input();
                (input.name() == "PushEventRequest").then_some(input)
            })
            .and_then(|input| Some(input.get_field_by_name("event")?.kind().as_message()?.clone()))
            .unwrap();
        let field = |name| event.get_field_by_name(name).unwrap();
        assert_eq!(name_of(&field("type")), "name");
        assert_eq!(name_of(&field("idempotency_key")), "idempotency_key");
        assert_eq!(content_type_of(&field("payload")).unwrap().name(), "content_type");
        assert_eq!(content_type_of(&field("metadata")), None);
        assert_eq!(word_of("DeliveryState", "DELIVERY_STATE_DEAD"), "dead");
    }
}
