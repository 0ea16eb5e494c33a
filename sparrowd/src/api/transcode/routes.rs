//! From a verb and a path to a call.

use http::Method as Verb;
use percent_encoding::percent_decode_str;

use super::super::error::{ApiError, Reason, nearest};
use super::descriptors::{Method, Segment, methods};

/// A call, and the fields of its request that stand in the path.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) method: &'static Method,
    pub(super) variables: Vec<(&'static str, String)>,
}

/// Of several that fit, the one with fewest variables.
pub(super) fn find(verb: &Verb, path: &str) -> Result<Found, ApiError> {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let mut fitting: Vec<(&'static Method, Vec<(&'static str, &str)>)> =
        methods().iter().filter_map(|method| Some((method, matched(method, &segments)?))).collect();
    fitting.sort_by_key(|(_, variables)| variables.len());
    let fewest = fitting.first().map(|(_, variables)| variables.len());
    fitting.retain(|(_, variables)| Some(variables.len()) == fewest);
    if fitting.is_empty() {
        return Err(unknown_path(path));
    }
    let is_verb = |method: &Method| method.route.as_ref().is_some_and(|route| route.verb == *verb);
    let Some(at) = fitting.iter().position(|(method, _)| is_verb(method)) else {
        let verbs: Vec<&'static str> = fitting
            .iter()
            .filter_map(|(method, _)| Some(method.route.as_ref()?.verb.as_str()))
            .collect();
        return Err(method_not_allowed(verb, path, &verbs));
    };
    let (method, variables) = fitting.swap_remove(at);
    let variables = variables
        .into_iter()
        .map(|(name, text)| {
            let text = percent_decode_str(text).decode_utf8().map_err(|_| {
                let message = format!("{name} in the path is not UTF-8");
                ApiError::field(Reason::MalformedId, name, message)
            })?;
            Ok((name, text.into_owned()))
        })
        .collect::<Result<_, ApiError>>()?;
    Ok(Found { method, variables })
}

fn matched<'a>(
    method: &'static Method,
    segments: &[&'a str],
) -> Option<Vec<(&'static str, &'a str)>> {
    let route = method.route.as_ref()?;
    if route.segments.len() != segments.len() {
        return None;
    }
    let mut variables = Vec::new();
    for (wanted, given) in route.segments.iter().zip(segments) {
        match wanted {
            Segment::Literal(literal) if literal == given => {}
            Segment::Variable(name) if !given.is_empty() => variables.push((name.as_str(), *given)),
            _ => return None,
        }
    }
    Some(variables)
}

fn unknown_path(path: &str) -> ApiError {
    let shown: String = path.chars().take(128).collect();
    let templates =
        methods().iter().filter_map(|method| Some(method.route.as_ref()?.template.as_str()));
    let error = ApiError::new(Reason::UnknownPath, format!("there is nothing at {shown}"));
    match nearest(path, templates.chain(["/health", "/ready", "/openapi.json"])) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint("all paths are in /openapi.json"),
    }
}

pub(super) fn method_not_allowed(verb: &Verb, path: &str, verbs: &[&'static str]) -> ApiError {
    let shown: String = path.chars().take(128).collect();
    ApiError::new(Reason::MethodNotAllowed, format!("{shown} does not take {verb}"))
        .hint(format!("it takes {}", verbs.join(" or ")))
        .allows(verbs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(verb: Verb, path: &str) -> String {
        let found = find(&verb, path).unwrap();
        format!("{} {:?}", found.method.descriptor.name(), found.variables)
    }

    #[test]
    fn paths() {
        assert_eq!(found(Verb::POST, "/webhook/events"), "PushEvent []");
        assert_eq!(found(Verb::GET, "/webhook/events"), "ListEvents []");
        assert_eq!(found(Verb::GET, "/webhook/health"), "GetSystemHealth []");
        assert_eq!(
            found(Verb::GET, "/webhook/health/a%20b"),
            r#"GetWebhookHealth [("webhook", "a b")]"#
        );
        assert_eq!(
            found(Verb::PATCH, "/webhook/webhooks/x"),
            r#"UpdateWebhook [("webhook.id", "x")]"#
        );
        // What is written out goes before what a variable could hold.
        assert_eq!(found(Verb::GET, "/webhook/attempts/tail"), "TailAttempts []");
        assert_eq!(found(Verb::GET, "/webhook/attempts/x"), r#"GetAttempt [("attempt_id", "x")]"#);
    }

    #[test]
    fn what_is_not_there() {
        let refused = |verb, path: &str| find(&verb, path).unwrap_err();
        for path in ["/", "", "/webhook", "/webhook/events/", "/webhook//events", "/webhook/event"]
        {
            assert_eq!(refused(Verb::GET, path).reason(), Reason::UnknownPath, "{path}");
        }
        let near = refused(Verb::POST, "/webhook/event");
        assert_eq!(near.hint_text(), Some("did you mean /webhook/events?"));
        let verb = refused(Verb::PUT, "/webhook/events");
        assert_eq!(verb.reason(), Reason::MethodNotAllowed);
        assert_eq!(verb.hint_text(), Some("it takes POST or GET"));
        assert_eq!(refused(Verb::GET, "/webhook/events/%ff").reason(), Reason::MalformedId);
    }
}
