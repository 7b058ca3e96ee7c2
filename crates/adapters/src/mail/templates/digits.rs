//! The promise that a code is the only run of six digits in a mail's plain text.

/// How many digits in a row look like a code, or hold one.
const RUN: usize = 6;

/// Every run of digits that is six long or longer.
pub(super) fn runs_of_six(text: &str) -> Vec<&str> {
    let runs = text.split(|c: char| !c.is_numeric());
    runs.filter(|run| run.chars().count() >= RUN).collect()
}

/// A text that others had a hand in, fit to stand in a mail: one line, not endless, and no run of digits long
/// enough to be taken for a code.
pub(super) fn tame(text: &str) -> String {
    const LONGEST: usize = 200;
    let seen = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let line: String = seen.collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tamed: String = line.chars().take(LONGEST).collect();
    if line.chars().count() > LONGEST {
        tamed.push('…');
    }
    for run in runs_of_six(&tamed.clone()) {
        let start: String = run.chars().take(RUN / 2).collect();
        tamed = tamed.replacen(run, &format!("{start}…"), 1);
    }
    tamed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_in_a_row_are_found_and_no_fewer() {
        assert_eq!(
            runs_of_six("12345 123456, 1234567890; 12:34:56 a123456b"),
            ["123456", "1234567890", "123456"]
        );
        assert_eq!(runs_of_six("٠١٢٣٤٥"), ["٠١٢٣٤٥"]);
        assert!(runs_of_six("21 November 2026, 08:30 UTC; 192.0.2.100; 2001:db8:1234:5678::/64").is_empty());
    }

    #[test]
    fn what_others_gave_is_one_line_without_a_long_number() {
        let agent = "Mozilla/5.0 (X11; rv:144.0)\r\nGecko/20100101 Firefox/144.0 123456123456";
        assert_eq!(tame(agent), "Mozilla/5.0 (X11; rv:144.0) Gecko/201… Firefox/144.0 123…");
        assert_eq!(tame("ann1234567@example.com"), "ann123…@example.com");
        assert!(tame(&"x".repeat(100_000)).chars().count() <= 201);
        for text in ["1".repeat(1_000), "1234567 234567 34567890".into(), "a\u{0}\u{1b}[31mb".into()] {
            assert!(runs_of_six(&tame(&text)).is_empty(), "{text}");
            assert!(!tame(&text).contains(char::is_control));
        }
    }
}
