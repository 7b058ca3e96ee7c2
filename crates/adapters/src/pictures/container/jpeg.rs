//! JPEG: segments from `SOI` to `EOI`, with the pixels' data behind each `SOS`. Source: ITU T.81, annex B.

use std::borrow::Cow;

use parlor_community::ports::NotAPicture;

use super::{Contained, Rest, wrong};

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
/// A progressive picture is kept as coefficients until its last scan: two bytes for each of up to four colours.
const PROGRESSIVE: u8 = 0xc2;
const COEFFICIENTS: u64 = 8;

pub(super) fn walk(content: &[u8]) -> Result<Contained<'_>, NotAPicture> {
    let mut rest = Rest(content);
    let is_progressive = one(&mut rest)?;
    let picture = content.get(..content.len() - rest.0.len()).unwrap_or_default();
    // Cameras write a second picture behind the first, such as one for bright screens; nothing but pictures may follow.
    while !rest.is_empty() {
        one(&mut rest).map_err(|_| wrong("something follows the picture"))?;
    }
    let beside_each_pixel = if is_progressive { COEFFICIENTS } else { 0 };
    Ok(Contained { bytes: Cow::Borrowed(picture), beside_each_pixel })
}

/// Walks one picture; says whether it is progressive.
fn one(rest: &mut Rest<'_>) -> Result<bool, NotAPicture> {
    if rest.array()? != [0xff, SOI] {
        return Err(wrong("it is no JPEG"));
    }
    let mut is_progressive = false;
    loop {
        match marker(rest)? {
            EOI => return Ok(is_progressive),
            // These stand alone.
            0x01 | 0xd0..=0xd7 => {}
            SOI => return Err(wrong("a picture begins within another")),
            kind => {
                is_progressive |= kind == PROGRESSIVE;
                let length = usize::from(u16::from_be_bytes(rest.array()?));
                let length = length.checked_sub(2).ok_or_else(|| wrong("a segment is too short"))?;
                rest.take(length)?;
                if kind == SOS {
                    skip_data(rest)?;
                }
            }
        }
    }
}

/// The next marker; it may be preceded by any number of `0xff`.
fn marker(rest: &mut Rest<'_>) -> Result<u8, NotAPicture> {
    let [first] = rest.array()?;
    if first != 0xff {
        return Err(wrong("a segment does not begin where it should"));
    }
    loop {
        let [kind] = rest.array()?;
        match kind {
            0xff => {}
            0x00 => return Err(wrong("a segment does not begin where it should")),
            kind => return Ok(kind),
        }
    }
}

/// Up to the next marker that is no part of the data.
fn skip_data(rest: &mut Rest<'_>) -> Result<(), NotAPicture> {
    let is_end = |pair: &[u8]| matches!(pair, [0xff, kind] if !matches!(kind, 0x00 | 0xd0..=0xd7 | 0xff));
    let length = rest.0.windows(2).position(is_end).ok_or_else(|| wrong("it is cut off"))?;
    rest.take(length)?;
    Ok(())
}
