//! Details for what tonic refuses by itself, so that it has a reason of the one table too.

use http::Response;
use tonic::body::Body;
use tonic::{Code, Status};

use super::super::error::{ApiError, Reason};
use super::super::intake::weight::unreadable;

/// An answer with its status in its head: such a one is all head.
pub(in super::super) fn answer(answer: Response<Body>) -> Response<Body> {
    if !answer.headers().contains_key(Status::GRPC_STATUS) {
        return answer;
    }
    match Status::from_header_map(answer.headers()) {
        Some(told) if told.code() != Code::Ok && told.details().is_empty() => {
            status(told).into_http()
        }
        _ => answer,
    }
}

/// What is refused without details is refused by tonic, before a service saw it.
pub(in super::super) fn status(told: Status) -> Status {
    if !told.details().is_empty() {
        return told;
    }
    let error = match told.code() {
        Code::Internal if told.message().contains("decode") => unreadable(),
        Code::Unimplemented if told.message().contains("compress") => {
            ApiError::new(Reason::UnsupportedCompression, "compressed messages are not taken")
                .hint("send without compression")
        }
        Code::Unimplemented => ApiError::new(Reason::UnknownPath, "there is no such call")
            .hint("client and daemon may speak different versions of sparrow.v1"),
        _ => return told,
    };
    let error = match told.message() {
        "" => error,
        message => error.detail(message),
    };
    let mut status = Status::from(error);
    // Such as `grpc-accept-encoding`: what would be taken.
    *status.metadata_mut() = told.metadata().clone();
    status
}

#[cfg(test)]
mod tests {
    use super::*;
    use tonic_types::StatusExt as _;

    fn explained(told: Status) -> (Code, String) {
        let answer = answer(told.into_http());
        let status = Status::from_header_map(answer.headers()).unwrap();
        (status.code(), status.get_error_details().error_info().unwrap().reason.clone())
    }

    #[test]
    fn what_tonic_refuses_gets_a_reason() {
        let unknown = explained(Status::unimplemented(""));
        assert_eq!(unknown, (Code::Unimplemented, "unknown_path".to_owned()));
        let torn = explained(Status::internal("failed to decode Protobuf message"));
        assert_eq!(torn, (Code::InvalidArgument, "invalid_argument".to_owned()));
        let ours = Status::from(ApiError::new(Reason::UnknownEvent, "none"));
        assert_eq!(explained(ours), (Code::NotFound, "unknown_event".to_owned()));
    }

    #[test]
    fn what_would_be_taken_is_told() {
        let mut told = Status::unimplemented("Content is compressed with `br`");
        told.metadata_mut().insert("grpc-accept-encoding", "identity".parse().unwrap());
        let answer = answer(told.into_http());
        assert_eq!(answer.headers()["grpc-accept-encoding"], "identity");
        assert_eq!(answer.headers()["grpc-status"], "12");
    }
}
