//! On a real terminal: a pseudo-terminal whose other end is read here.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    os::fd::OwnedFd,
    process::{Child, Command, Stdio},
};

use rustix::{
    fs::{Mode, OFlags},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    termios::{Winsize, tcsetwinsize},
};

use sparrow_proto::v1::DropPlanRequest;

use crate::kit::{Client, Fake, cases, sample::PLAN};

/// A client on a terminal.
struct Terminal {
    child: Child,
    screen: File,
    seen: String,
}

impl Terminal {
    fn start(client: &Client, columns: u16, arguments: &[&str]) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        tcsetwinsize(&controller, size).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let open = || -> OwnedFd {
            rustix::fs::open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap()
        };
        let child = Command::new(env!("CARGO_BIN_EXE_sparrowctl"))
            .env_clear()
            .envs(client.environment())
            .env("TERM", "xterm-256color")
            .current_dir(client.home.path())
            .args(arguments)
            .stdin(Stdio::from(open()))
            .stdout(Stdio::from(open()))
            .stderr(Stdio::from(open()))
            .spawn()
            .unwrap();
        Self { child, screen: File::from(controller), seen: String::new() }
    }

    /// Reads until this is on the screen.
    fn until(&mut self, text: &str) {
        let mut buffer = [0; 4_096];
        while !self.seen.contains(text) {
            match self.screen.read(&mut buffer) {
                Ok(count) if count > 0 => {
                    self.seen.push_str(&String::from_utf8_lossy(&buffer[..count]));
                }
                _ => panic!("it ended without {text:?}: {}", self.seen),
            }
        }
    }

    fn type_line(&mut self, line: &str) {
        self.screen.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Reads to the end; a terminal without a writer ends with an error.
    fn end(mut self) -> (String, Option<i32>) {
        let mut buffer = [0; 4_096];
        while let Ok(count) = self.screen.read(&mut buffer)
            && count > 0
        {
            self.seen.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
        let code = self.child.wait().unwrap().code();
        (self.seen.replace("\r\n", "\n"), code)
    }
}

fn ask(fake: &Fake, arguments: &[&str], answer: &str) -> (String, Option<i32>) {
    let client = Client::of(fake);
    let mut terminal = Terminal::start(&client, 100, arguments);
    terminal.until("go on");
    terminal.type_line(answer);
    terminal.end()
}

#[test]
fn it_asks_and_does_what_is_answered() {
    let fake = cases::daemon();
    for answer in ["n", "", "yess"] {
        let (seen, code) = ask(&fake, &["webhook", "delete", "acme-orders"], answer);
        assert_eq!(code, Some(13), "{seen}");
        assert!(
            seen.contains("deletes acme-orders; 0 deliveries still owed will be cancelled"),
            "{seen}"
        );
    }
    let (_, code) = ask(&fake, &["namespace", "delete", "default"], "y");
    assert_eq!(code, Some(13));
    assert!(fake.lock().writes.is_empty());
    let (seen, code) = ask(&fake, &["webhook", "delete", "acme-orders"], "y");
    assert_eq!(code, Some(0), "{seen}");
    let (seen, code) = ask(&fake, &["namespace", "delete", "default"], "default");
    assert_eq!(code, Some(0), "{seen}");
    assert_eq!(fake.lock().writes, ["DeleteWebhook", "DeleteNamespace"]);
}

#[test]
fn an_error_is_red_unless_colour_is_refused() {
    let wrong = ["webhook", "list", "--columns", "nope", "--server", "http://127.0.0.1:1"];
    let client = Client::alone();
    let seen = |more: &[&str]| Terminal::start(&client, 100, &[&wrong[..], more].concat()).end();
    let (red, code) = seen(&[]);
    assert!(red.contains("\x1b[31merror[unknown_column]") && code == Some(2), "{red:?}");
    let (plain, code) = seen(&["--color", "never"]);
    assert!(plain.starts_with("error[unknown_column]") && code == Some(2), "{plain:?}");
}

/// Ctrl-C at the question is an answer too: nothing is sent, and no plan is left behind.
#[test]
fn a_plan_is_dropped_when_its_question_is_cut_short() {
    let fake = cases::daemon();
    let client = Client::of(&fake);
    let select = ["replay", "create", "--dead-letter", "--webhook", "legacy-erp"];
    let mut terminal = Terminal::start(&client, 100, &select);
    terminal.until("go on");
    let asking = rustix::process::Pid::from_child(&terminal.child);
    rustix::process::kill_process(asking, rustix::process::Signal::INT).unwrap();
    let (seen, code) = terminal.end();
    assert_eq!(code, Some(130), "{seen}");
    let state = fake.lock();
    assert_eq!(state.asked::<DropPlanRequest>().len(), 1);
    assert!(state.writes.is_empty());
}

#[test]
fn what_is_counted_is_what_is_asked_about() {
    let fake = cases::daemon();
    let select = ["replay", "create", "--dead-letter", "--webhook", "legacy-erp"];
    let (seen, code) = ask(&fake, &select, "n");
    assert_eq!(code, Some(13), "{seen}");
    assert!(seen.contains("sends 112 deliveries of 98 events again: 101 to legacy-erp"), "{seen}");
    let dropped = || fake.lock().asked::<DropPlanRequest>();
    let plan = |it: DropPlanRequest| (it.namespace, it.plan_id);
    let theirs = ("default".to_owned(), PLAN.to_owned());
    assert_eq!(dropped().into_iter().map(plan).collect::<Vec<_>>(), [theirs], "not wanted");
    let rotate = ["webhook", "rotate-secret", "acme-orders", "--overlap", "7d"];
    let (seen, code) = ask(&fake, &rotate, "n");
    assert_eq!(code, Some(13), "{seen}");
    assert!(seen.contains("the one there signs beside it for 7d"), "{seen}");
    fake.lock().planned = Some(10_001);
    let (seen, code) = ask(&fake, &select, "y");
    assert_eq!(code, Some(13), "{seen}");
    assert!(seen.contains("type legacy-erp to go on"), "{seen}");
    assert!(fake.lock().writes.is_empty());
    let (seen, code) = ask(&fake, &select, "legacy-erp");
    assert_eq!(code, Some(0), "{seen}");
    assert_eq!(fake.lock().writes, ["CreateReplay 0 0 0"]);
    let (seen, code) = ask(&fake, &rotate, "y");
    assert_eq!(code, Some(0), "{seen}");
    assert!(seen.contains("whsec_"), "{seen}");
}

#[test]
fn a_terminal_gets_a_table_as_wide_as_it_is() {
    let fake = cases::daemon();
    for columns in [60, 80, 132] {
        let terminal = Terminal::start(&Client::of(&fake), columns, &["webhook", "list"]);
        let (seen, code) = terminal.end();
        assert_eq!(code, Some(0), "{seen}");
        assert!(seen.contains("\x1b[31m"), "failing is red: {seen:?}");
        let is_row = |line: &&str| line.starts_with("wh_") || line.contains("NAME");
        assert_eq!(seen.lines().filter(is_row).count(), 5);
        let mut table =
            seen.lines().filter(is_row).map(|line| console::measure_text_width(line.trim_end()));
        assert!(table.all(|width| width <= usize::from(columns)), "{columns}: {seen}");
    }
}

#[test]
fn data_missing_on_a_terminal_is_a_mistake_and_no_wait() {
    let fake = cases::daemon();
    let (seen, code) = Terminal::start(&Client::of(&fake), 80, &["push", "order.paid"]).end();
    assert_eq!(code, Some(2), "{seen}");
    assert!(seen.contains("DATA is missing"), "{seen}");
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let fake = cases::daemon();
    for case in
        ["attempt show att_01jd9x7s0f5h3n8q6bk4w8x2mz", "event show evt_01jd9x7rkc3v6m2p8wz4t00000"]
    {
        let (seen, _) = Terminal::start(&Client::of(&fake), 100, &cases::words(case)).end();
        assert!(!seen.contains("\x1b[2J") && !seen.contains("\x1b]0;"), "{seen:?}");
        assert!(!seen.contains("\u{9b}"), "{seen:?}");
    }
}

#[test]
fn a_body_alone_is_escaped_on_a_terminal() {
    let fake = cases::daemon();
    let arguments = ["attempt", "show", "att_01jd9x7s0f5h3n8q6bk4w8x2mz", "--body-only"];
    let (seen, code) = Terminal::start(&Client::of(&fake), 100, &arguments).end();
    assert_eq!(code, Some(0), "{seen}");
    assert!(seen.contains("<html>\\x1b[2J upstream \\xff error</html>\n"), "{seen:?}");
    assert!(!seen.contains("\x1b[2J"), "{seen:?}");
    assert!(seen.contains("hint: control characters are escaped"), "{seen:?}");
}
