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

/// A part of a picture: what kind it is, what it says, and the data of pixels behind it.
struct Segment<'a> {
    kind: u8,
    content: &'a [u8],
    data: &'a [u8],
}

pub(super) fn walk(content: &[u8]) -> Result<Contained<'_>, NotAPicture> {
    let mut rest = Rest(content);
    let mut is_progressive = false;
    one(&mut rest, |segment| is_progressive |= segment.kind == PROGRESSIVE)?;
    let picture = content.get(..content.len() - rest.0.len()).unwrap_or_default();
    // Cameras write a second picture behind the first, such as one for bright screens; nothing but pictures may follow.
    while !rest.is_empty() {
        one(&mut rest, |_| {}).map_err(|_| wrong("something follows the picture"))?;
    }
    let beside_each_pixel = if is_progressive { COEFFICIENTS } else { 0 };
    Ok(Contained { bytes: Cow::Borrowed(picture), beside_each_pixel })
}

pub(super) fn plain(picture: &[u8], stance: Option<&[u8]>) -> Result<Vec<u8>, NotAPicture> {
    let mut plain = vec![0xff, SOI];
    if let Some(stance) = stance {
        write(&mut plain, 0xe1, &[b"Exif\0\0", stance].concat());
    }
    one(&mut Rest(picture), |segment| {
        if is_kept(segment) {
            write(&mut plain, segment.kind, segment.content);
            plain.extend_from_slice(segment.data);
        }
    })?;
    plain.extend_from_slice(&[0xff, EOI]);
    Ok(plain)
}

/// Of what programs add: how dense the pixels are, without the small picture that may be with it, what the colours
/// mean, and what tells how they are mixed. Of the rest all but comments.
fn is_kept(segment: &Segment<'_>) -> bool {
    match segment.kind {
        0xe0 => segment.content.starts_with(b"JFIF\0") && segment.content.len() == 14,
        0xe2 => segment.content.starts_with(b"ICC_PROFILE\0"),
        0xee => segment.content.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

fn write(file: &mut Vec<u8>, kind: u8, content: &[u8]) {
    // As long as a segment that was read, or far shorter.
    let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
    file.extend_from_slice(&[0xff, kind]);
    file.extend_from_slice(&length.to_be_bytes());
    file.extend_from_slice(content);
}

/// Walks one picture, and shows each of its segments.
fn one<'a>(rest: &mut Rest<'a>, mut show: impl FnMut(&Segment<'a>)) -> Result<(), NotAPicture> {
    if rest.array()? != [0xff, SOI] {
        return Err(wrong("it is no JPEG"));
    }
    loop {
        match marker(rest)? {
            EOI => return Ok(()),
            // These stand alone, and outside of the data they mean nothing.
            0x01 | 0xd0..=0xd7 => {}
            SOI => return Err(wrong("a picture begins within another")),
            kind => {
                let length = usize::from(u16::from_be_bytes(rest.array()?));
                let length = length.checked_sub(2).ok_or_else(|| wrong("a segment is too short"))?;
                let content = rest.take(length)?;
                let data = if kind == SOS { data(rest)? } else { &[] };
                show(&Segment { kind, content, data });
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
fn data<'a>(rest: &mut Rest<'a>) -> Result<&'a [u8], NotAPicture> {
    let is_end = |pair: &[u8]| matches!(pair, [0xff, kind] if !matches!(kind, 0x00 | 0xd0..=0xd7 | 0xff));
    let length = rest.0.windows(2).position(is_end).ok_or_else(|| wrong("it is cut off"))?;
    rest.take(length)
}
