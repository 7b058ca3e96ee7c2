//! How an archive is known, whatever stands in front of it: programs read one from its end.

/// The end of an archive: its mark, and how long the fixed part is.
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
/// The longest comment of an archive.
const COMMENT: usize = 65_535;

/// Whether a file ends as a ZIP archive does: a mark, and a comment that ends with the file. Source: APPNOTE, 4.3.16.
#[must_use]
pub fn ends_as_archive(content: &[u8]) -> bool {
    let from = content.len().saturating_sub(COMMENT + END_LENGTH);
    let end = content.get(from..).unwrap_or_default();
    end.windows(END_LENGTH).enumerate().any(|(at, record)| {
        let comment = record.last_chunk::<2>().map_or(0, |length| usize::from(u16::from_le_bytes(*length)));
        record.starts_with(END) && at + END_LENGTH + comment == end.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_known_by_its_end_with_and_without_a_comment() {
        let end = |comment: &[u8]| {
            let length = u16::try_from(comment.len()).unwrap();
            [b"anything", END, &[0; 16][..], &length.to_le_bytes(), comment].concat()
        };
        assert!(ends_as_archive(&end(b"")) && ends_as_archive(&end(b"%%EOF\n")));
        assert!(ends_as_archive(&end(&[b'x'; COMMENT])));
        let longer = [&end(b"")[..], b"x"].concat();
        for other in [&b""[..], END, &end(b"")[..29], &longer] {
            assert!(!ends_as_archive(other));
        }
    }
}
