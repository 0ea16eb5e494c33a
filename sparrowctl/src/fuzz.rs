//! What people type, held against what nobody would.

use jiff::Timestamp;

use crate::args::values;
use crate::ids::{self, Kind};
use crate::output::text;
use crate::{data, time};

/// Forms of DATA, but for those that name a file or stdin. Arguments are apart by a newline.
#[test]
fn data_forms() {
    let seeds = [
        r#"{"id":7,"a":[1.10,"\u00e9"]}"#,
        "id=7",
        "order.id:=17\norder.items:=[1,2]\nname=Ann",
        "a\\.b.c=1\na.b.c=2",
        "k:={\"x\":1}\nk.y=1",
        "true",
        "-7",
    ];
    sparrow_fuzz::text("forms of DATA", &seeds, |input| {
        let arguments: Vec<String> = input.split('\n').map(str::to_owned).collect();
        if matches!(arguments.as_slice(), [one] if one == "-" || one.starts_with('@')) {
            return false;
        }
        let Ok(payload) = data::payload(&arguments, None) else { return false };
        let json = serde_json::from_slice::<serde_json::Value>(&payload);
        // A number may be beyond what this can hold, and is sent all the same.
        assert!(
            json.is_ok()
                || serde_json::from_slice::<&serde_json::value::RawValue>(&payload).is_ok()
        );
        true
    });
}

#[test]
fn times() {
    let now: Timestamp = "2026-11-25T05:00:00Z".parse().unwrap();
    let seeds = [
        "15m",
        "1h30m",
        "7d",
        "2026-11-23T14:00:00Z",
        "2026-11-23 14:00",
        "-009999-01-02T01:59:59Z",
        "9999-12-30T22:00:00.999999999Z",
        "today",
        "yesterday",
        "evt_01jd3zv5m8x3b9k2q7r4s6t8w0",
    ];
    sparrow_fuzz::text("times", &seeds, |input| {
        let Ok(point) = time::parse_point(input, now) else { return false };
        assert!(!time::iso(point).is_empty());
        time::relative(point, now);
        time::to_wire(point);
        true
    });
}

#[test]
fn durations() {
    sparrow_fuzz::text(
        "durations of the client",
        &["250ms", "1h30m", "7d", "2w", "90s"],
        |input| {
            let Ok(duration) = time::parse_duration(input) else { return false };
            for text in [time::short(duration), time::took(duration), time::exact(duration)] {
                assert!(!text.is_empty());
            }
            true
        },
    );
}

#[test]
fn ids_of_all_kinds() {
    let seeds = [
        "evt_01jd3zv5m8x3b9k2q7r4s6t8w0",
        "WH_01JD3ZV5M8X3B9K2Q7R4S6T8W0",
        "dlv_7zzzzzzzzzzzzzzzzzzzzzzzzz",
        "a-name",
    ];
    sparrow_fuzz::text("ids of the client", &seeds, |input| {
        ids::unix_millis(input);
        ids::webhook(input).ok();
        let kinds = [Kind::Event, Kind::Webhook, Kind::Delivery, Kind::Attempt, Kind::Replay];
        kinds.into_iter().any(|kind| ids::check(kind, input).is_ok())
    });
}

#[test]
fn values_of_flags() {
    let seeds = ["200", "4xx", "timeout", "k=v", "50", "1h", "2026-11-23"];
    sparrow_fuzz::text("values of flags", &seeds, |input| {
        let status = values::status(input).is_ok();
        let pair = values::pair(input).is_ok();
        let final_status = values::final_status(input).is_ok();
        let limit = values::limit(input).is_ok();
        status | pair | final_status | limit | values::duration(input).is_ok()
    });
}

/// Whatever a receiver said: nothing that it shows moves the cursor or hides what follows.
#[test]
fn what_is_shown() {
    let seeds: [&[u8]; 5] = [
        b"plain text",
        b"\x1b[2J\x1b]0;title\x07 \x9b1m",
        "\u{202e}\u{2028}\u{feff}\u{ad}".as_bytes(),
        b"{\"a\":\"\\u001b\"}\t\xff\xfe\xc3",
        b"it's `$(rm -rf /)`",
    ];
    let is_harmless = |c: char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c);
    sparrow_fuzz::bytes("what is shown", &seeds, |input| {
        let given = String::from_utf8_lossy(input);
        let shown = text::printable(&given);
        assert!(shown.chars().all(is_harmless), "{shown:?}");
        assert!(text::printable_lines(input).chars().all(|c| c == '\n' || is_harmless(c)));
        assert!(text::tsv(&given).chars().all(is_harmless));
        text::shell(&given);
        text::cut(&given, 20, false);
        shown == given
    });
}
