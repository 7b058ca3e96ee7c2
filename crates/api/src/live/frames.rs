//! Follows the frames in what a client sends (RFC 6455, 5.2), byte by byte, and knows before a message is there
//! how large it will be. What the bytes mean is none of its business.

use super::{MAX_FRAGMENTS, MAX_MESSAGE};

/// Where in its frames a client is.
#[derive(Default)]
pub(super) struct Frames {
    /// The head of the next frame, as far as it came.
    head: Vec<u8>,
    /// What is still to come of the present one.
    left: u64,
    is_data: bool,
    is_last: bool,
    /// What the frames of the present message announced so far, and how many they are.
    announced: u64,
    fragments: usize,
    /// What came of the present message.
    arrived: usize,
}

/// A message larger than any may be, or in more pieces.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

/// The longest head, without the mask, which is counted with what follows.
const MAX_HEAD: usize = 10;
const MASK: u64 = 4;

impl Frames {
    /// Follows more of what came.
    pub fn pass(&mut self, mut bytes: &[u8]) -> Result<(), TooLarge> {
        while !bytes.is_empty() {
            if self.left > 0 {
                let here = usize::try_from(self.left).unwrap_or(usize::MAX).min(bytes.len());
                let (_, rest) = bytes.split_at(here);
                bytes = rest;
                self.came(here);
                continue;
            }
            let Some((first, rest)) = bytes.split_first() else { break };
            bytes = rest;
            self.head.push(*first);
            if let Some(length) = length(&self.head) {
                self.begin(length)?;
            }
        }
        Ok(())
    }

    /// How much came of a message that is not whole yet.
    pub fn unfinished(&self) -> usize {
        self.arrived
    }

    /// Whether a message has begun that is not whole yet.
    pub fn is_within(&self) -> bool {
        self.left > 0 || self.fragments > 0 || !self.head.is_empty()
    }

    fn begin(&mut self, length: u64) -> Result<(), TooLarge> {
        let (first, second) = (self.head.first().copied(), self.head.get(1).copied());
        let (first, second) = (first.unwrap_or_default(), second.unwrap_or_default());
        self.head = Vec::new();
        self.is_data = first & 0x08 == 0;
        self.is_last = first & 0x80 != 0;
        if self.is_data {
            self.announced = self.announced.saturating_add(length);
            self.fragments += 1;
            let most = u64::try_from(MAX_MESSAGE).unwrap_or(u64::MAX);
            if self.announced > most || self.fragments > MAX_FRAGMENTS {
                return Err(TooLarge);
            }
        } else if length > 125 {
            // A control frame: whoever reads it will say that it is malformed, but only once it is there.
            return Err(TooLarge);
        }
        self.left = length + if second & 0x80 == 0 { 0 } else { MASK };
        self.came(0);
        Ok(())
    }

    fn came(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(u64::try_from(bytes).unwrap_or(u64::MAX));
        if !self.is_data {
            return;
        }
        self.arrived += bytes;
        if self.left == 0 && self.is_last {
            (self.announced, self.fragments, self.arrived) = (0, 0, 0);
        }
    }
}

/// The length that a head gives, once it is there.
fn length(head: &[u8]) -> Option<u64> {
    debug_assert!(head.len() <= MAX_HEAD, "a head is read as soon as it is whole");
    match (head, head.get(1)? & 0x7f) {
        ([_, _, a, b], 126) => Some(u64::from(u16::from_be_bytes([*a, *b]))),
        ([_, _, rest @ ..], 127) => rest.try_into().ok().map(u64::from_be_bytes),
        (_, 126) => None,
        (_, short) => Some(u64::from(short)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::as_conversions, reason = "lengths of frames, which are known to fit")]
    use super::*;

    const TEXT: u8 = 0x01;
    const CONTINUATION: u8 = 0x00;
    const PING: u8 = 0x09;
    const LAST: u8 = 0x80;

    fn frame(first: u8, length: usize) -> Vec<u8> {
        let mut frame = head(first, length as u64);
        frame.extend(std::iter::repeat_n(7, 4 + length));
        frame
    }

    fn head(first: u8, length: u64) -> Vec<u8> {
        let mut head = vec![first];
        match length {
            0..126 => head.push(0x80 | length as u8),
            126..65_536 => {
                head.push(0x80 | 126);
                head.extend((length as u16).to_be_bytes());
            }
            _ => {
                head.push(0x80 | 127);
                head.extend(length.to_be_bytes());
            }
        }
        head
    }

    /// However the bytes are cut on their way.
    fn pass(bytes: &[u8]) -> Result<Frames, TooLarge> {
        let mut whole = Frames::default();
        let told = whole.pass(bytes);
        for cut in [1, 3, 1_000] {
            let mut frames = Frames::default();
            assert_eq!(bytes.chunks(cut).try_for_each(|part| frames.pass(part)), told);
        }
        told.map(|()| whole)
    }

    #[test]
    fn messages_of_every_length_are_followed_to_their_end() {
        let mut bytes = Vec::new();
        for length in [0, 1, 125, 126, 65_535, 65_536, 200_000] {
            bytes.extend(frame(TEXT | LAST, length));
            bytes.extend(frame(PING | LAST, 3));
        }
        let frames = pass(&bytes).unwrap();
        assert_eq!((frames.unfinished(), frames.is_within()), (0, false));
    }

    #[test]
    fn s68_a_message_that_will_be_too_large_is_known_by_its_head() {
        assert!(pass(&head(TEXT | LAST, MAX_MESSAGE as u64)).is_ok());
        for length in [MAX_MESSAGE as u64 + 1, i64::MAX as u64, u64::MAX] {
            assert!(pass(&head(TEXT | LAST, length)).is_err(), "{length}");
        }
    }

    #[test]
    fn s68_fragments_count_together_and_control_frames_between_them_do_not() {
        let half = MAX_MESSAGE / 2;
        let mut bytes = frame(TEXT, half);
        bytes.extend(frame(PING | LAST, 125));
        let frames = pass(&bytes).unwrap();
        assert_eq!((frames.unfinished(), frames.is_within()), (half + 4, true));
        bytes.extend(frame(CONTINUATION | LAST, half));
        assert!(!pass(&bytes).unwrap().is_within());
        bytes.extend(frame(TEXT, half));
        bytes.extend(head(CONTINUATION | LAST, half as u64 + 1));
        assert!(pass(&bytes).is_err());
    }

    #[test]
    fn s68_fragments_are_counted_even_if_they_are_empty() {
        let mut bytes = frame(TEXT, 1);
        bytes.extend((1..MAX_FRAGMENTS).flat_map(|_| frame(CONTINUATION, 0)));
        assert!(pass(&bytes).is_ok());
        bytes.extend(frame(CONTINUATION, 0));
        assert!(pass(&bytes).is_err());
    }

    #[test]
    fn s68_a_control_frame_is_never_large() {
        assert!(pass(&head(PING | LAST, 126)).is_err());
    }
}
