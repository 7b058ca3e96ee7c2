//! Text that is shown as it is, but for what would move a terminal or end a line.

use std::fmt::{self, Debug, Display, Formatter, Write};

/// Shows a value without its control characters and line separators: each is written as Rust would.
pub struct Escaped<T>(pub T);

impl<T: Display> Display for Escaped<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

impl<T: Debug> Debug for Escaped<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{:?}", self.0)
    }
}

struct Escaping<'a, 'f>(&'a mut Formatter<'f>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        // What stands between two of them, nearly always all of it, goes out at once.
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unsafe(*c)) {
            let (plain, from_here) = rest.split_at(at);
            write!(self.0, "{plain}{}", c.escape_default())?;
            rest = from_here.strip_prefix(c).unwrap_or_default();
        }
        self.0.write_str(rest)
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_line_or_moves_a_terminal_is_escaped_and_nothing_else() {
        let hostile = "é \"x\" \\ 岩\n\r\t\u{1b}[31m\u{7}\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\0";
        let shown = r#"é "x" \ 岩\n\r\t\u{1b}[31m\u{7}\u{7f}\u{85}\u{9b}\u{2028}\u{2029}\u{0}"#;
        assert_eq!(Escaped(hostile).to_string(), shown);
        assert_eq!(format!("{:?}", Escaped(format_args!("{hostile}"))), shown);
    }
}
