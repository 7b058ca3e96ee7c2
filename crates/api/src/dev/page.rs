//! The pages of `/dev/mail` as HTML. Whatever a mail says, it stands there as text.

use std::fmt::Write as _;

use super::DevLetter;

const HEAD: &str = include_str!("head.html");

pub(super) fn list(letters: &[DevLetter]) -> String {
    let mut page = format!("{HEAD}<title>Mail</title>\n<h1>Mail</h1>\n");
    if letters.is_empty() {
        page.push_str(
            "<p>No mail yet. Whatever Parlor sends while no SMTP server is set will be here.</p>\n",
        );
        return page;
    }
    page.push_str("<table>\n<tr><th>Subject<th>To<th>Sent\n");
    for letter in letters {
        // Writing to a text cannot fail.
        let _ = writeln!(
            page,
            "<tr><td><a href=\"/dev/mail/{}\">{}</a><td>{}<td>{}",
            escape(&letter.name),
            escape(&letter.subject),
            escape(&letter.to),
            escape(&letter.date)
        );
    }
    page.push_str("</table>\n");
    page
}

pub(super) fn letter(letter: &DevLetter) -> String {
    let subject = escape(&letter.subject);
    format!(
        "{HEAD}<title>{subject}</title>\n<p><a href=\"/dev/mail\">All mail</a></p>\n<h1>{subject}</h1>\n\
         <p>To {}, {}</p>\n<pre>{}</pre>\n",
        escape(&letter.to),
        escape(&letter.date),
        escape(&letter.text)
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "\"><script>alert('1')</script>&amp;";

    #[test]
    fn nothing_in_a_mail_becomes_part_of_the_page() {
        let hostile = || HOSTILE.to_owned();
        let mail = DevLetter {
            name: hostile(),
            to: hostile(),
            date: hostile(),
            subject: hostile(),
            text: hostile(),
        };
        for page in [list(std::slice::from_ref(&mail)), letter(&mail)] {
            assert!(!page.contains("<script") && !page.contains("\"><"), "{page}");
            assert!(
                page.contains("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;"),
                "{page}"
            );
        }
    }

    #[test]
    fn where_there_is_no_mail_the_page_says_so() {
        assert!(list(&[]).contains("No mail yet"));
    }
}
