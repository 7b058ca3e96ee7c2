//! The words of a mail as bytes to be sealed: each part behind its length.

use crate::ports::Rendered;

pub(super) fn encode(text: &Rendered) -> Vec<u8> {
    let parts = [&text.subject, &text.plain, &text.html];
    let with_length = parts.into_iter().flat_map(|part| {
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes();
        length.into_iter().chain(part.bytes())
    });
    with_length.collect()
}

/// Reads the words of a queued mail, once they are opened; `None` for what is none.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Rendered> {
    let mut rest = bytes;
    let mut next = || {
        let (length, after) = rest.split_first_chunk()?;
        let (part, after) = after.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        rest = after;
        String::from_utf8(part.to_vec()).ok()
    };
    let text = Rendered { subject: next()?, plain: next()?, html: next()? };
    rest.is_empty().then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let text = Rendered { subject: "é".into(), plain: String::new(), html: "<p>1 &lt; 2</p>".into() };
        let bytes = encode(&text);
        assert!(decode(&bytes) == Some(text));
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_none(), "{length} bytes");
        }
        assert!(decode(&[bytes.as_slice(), b"x"].concat()).is_none());
        assert!(decode(&[0xff; 40]).is_none());
    }
}
