//! Asks a server whether it takes sessions, in as much of PostgreSQL's protocol as that needs
//! (version 3.0, "Start-up" in its chapter on the message flow).
//!
//! What a server wrote into a file is true until it is told to stop, and it goes on to look alive
//! for a while after that. Only an answer tells.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use super::NAME;

const PROTOCOL: u32 = 3 << 16;
/// Every cluster has it.
const DATABASE: &str = "postgres";
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
const TERMINATE: &[u8] = b"X\0\0\0\x04";

pub(super) fn takes_sessions(socket: &Path) -> bool {
    greet(socket).unwrap_or(false)
}

fn greet(socket: &Path) -> io::Result<bool> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(ANSWERS_WITHIN))?;
    stream.set_write_timeout(Some(ANSWERS_WITHIN))?;
    stream.write_all(&start_up())?;
    loop {
        let mut head = [0; 5];
        stream.read_exact(&mut head)?;
        let [kind, length @ ..] = head;
        // The length counts itself.
        let body = u32::from_be_bytes(length).saturating_sub(4);
        io::copy(&mut (&stream).take(body.into()), &mut io::sink())?;
        match kind {
            // Ready for a query.
            b'Z' => {
                // A goodbye; whether it arrives changes nothing.
                drop(stream.write_all(TERMINATE));
                return Ok(true);
            }
            b'E' => return Ok(false),
            _ => {}
        }
    }
}

fn start_up() -> Vec<u8> {
    let parameters = format!("user\0{NAME}\0database\0{DATABASE}\0\0");
    let length = u32::try_from(parameters.len() + 8).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), &PROTOCOL.to_be_bytes(), parameters.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;
    use std::thread;

    use super::*;

    /// What is made of a server that gives this answer and hangs up.
    fn told(answer: &'static [u8]) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("socket");
        let listener = UnixListener::bind(&socket).unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut greeting = vec![0; start_up().len()];
            stream.read_exact(&mut greeting).unwrap();
            assert_eq!(greeting, start_up());
            stream.write_all(answer).unwrap();
        });
        let taken = takes_sessions(&socket);
        server.join().unwrap();
        taken
    }

    #[test]
    fn a_session_stands_when_the_server_waits_for_a_query() {
        assert!(told(b"R\0\0\0\x08\0\0\0\0S\0\0\0\x08a\0b\0Z\0\0\0\x05I"));
    }

    #[test]
    fn a_refusal_or_a_hang_up_is_none() {
        assert!(!told(b"E\0\0\0\x05\0"));
        assert!(!told(b"R\0\0\0\x08\0\0\0\0"));
        assert!(!told(b""));
        assert!(!takes_sessions(Path::new("/nowhere/socket")));
    }
}
