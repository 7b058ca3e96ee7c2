use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing::{Level, info, info_span, warn};

use super::*;

/// What was logged, in the test's hands.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What `act` logs.
pub(crate) fn logged(format: LogFormat, is_terminal: bool, filter: &str, act: impl FnOnce()) -> String {
    let lines = Lines::default();
    let log = Log { filter: filter.to_owned(), format };
    let writer = lines.clone();
    let subscriber = subscriber(&log, is_terminal, move || writer.clone()).unwrap();
    tracing::subscriber::with_default(subscriber, act);
    let bytes = lines.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

const HOSTILE: &str = "a\nINFO forged\r\u{1b}[31mred\u{9b}0m\u{2028}z";

/// The same text by every way in which a value comes into a line.
fn log_hostile_values() {
    let span = info_span!("request", path = %HOSTILE, agent = HOSTILE, shown = ?HOSTILE);
    let _in_span = span.enter();
    let error: &(dyn std::error::Error + 'static) = &io::Error::other(HOSTILE);
    info!(shown = ?HOSTILE, as_is = %HOSTILE, text = HOSTILE, error, "{HOSTILE}");
}

#[test]
fn s74_nothing_in_a_value_can_end_a_line_or_colour_a_terminal() {
    for format in [LogFormat::Text, LogFormat::Json] {
        let text = logged(format, false, "info", log_hostile_values);
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        assert!(text.ends_with('\n') && text.contains("forged"), "{text}");
        assert!(!text.contains(['\r', '\u{1b}']), "{text}");
    }
    let text = logged(LogFormat::Text, false, "info", log_hostile_values);
    assert!(!text.contains(['\u{9b}', '\u{2028}']), "{text}");
    assert!(text.contains(r"as_is=a\nINFO forged\r\u{1b}[31mred"), "{text}");
}

#[test]
fn only_a_terminal_gets_colours() {
    let log = || warn!(name = "x", "hello");
    assert!(
        logged(LogFormat::Text, false, "info", log)
            .ends_with(" WARN parlor::logging::tests: hello name=\"x\"\n")
    );
    assert!(!logged(LogFormat::Json, true, "info", log).contains('\u{1b}'));
    if std::env::var_os("NO_COLOR").is_none() {
        assert!(logged(LogFormat::Text, true, "info", log).contains('\u{1b}'));
    }
}

#[test]
fn the_filter_says_what_is_logged() {
    let log = || {
        info!(target: "audit", "audited");
        info!("said");
        warn!("warned");
    };
    assert_eq!(logged(LogFormat::Text, false, "warn,audit=info", log).lines().count(), 2);
    assert_eq!(logged(LogFormat::Text, false, "off", log), "");
}

#[test]
fn a_line_for_machines_is_one_object_with_its_fields_and_those_of_its_span() {
    let text = logged(LogFormat::Json, false, "info", || {
        let _in_span = info_span!("request", id = "r1").entered();
        tracing::event!(Level::WARN, attempts = 3, "slow");
    });
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&line["level"], &line["message"]), (&"WARN".into(), &"slow".into()));
    assert_eq!((&line["attempts"], &line["span"]["id"]), (&3.into(), &"r1".into()));
}
