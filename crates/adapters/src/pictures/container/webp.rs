//! WebP: chunks in a RIFF file that says how long it is. Source: RFC 9649, 2.

use std::borrow::Cow;

use parlor_community::ports::NotAPicture;

use super::{Contained, Rest, wrong};

/// The decoder keeps brightness and colour apart until it is done, or a second picture.
const BESIDE: u64 = 4;

pub(super) fn walk(content: &[u8]) -> Result<Contained<'_>, NotAPicture> {
    let mut rest = Rest(content);
    if &rest.array()? != b"RIFF" {
        return Err(wrong("it is no WebP"));
    }
    let length = u32::from_le_bytes(rest.array()?);
    let length = usize::try_from(length).map_err(|_| wrong("it is too long"))?;
    if length != rest.0.len() {
        return Err(wrong("it is cut off, or something follows the picture"));
    }
    if &rest.array()? != b"WEBP" {
        return Err(wrong("it is no WebP"));
    }
    while !rest.is_empty() {
        let _name: [u8; 4] = rest.array()?;
        let length = u32::from_le_bytes(rest.array()?);
        let length = usize::try_from(length).map_err(|_| wrong("a chunk is too long"))?;
        // Filled up to an even length.
        rest.take(length.saturating_add(length % 2))?;
    }
    Ok(Contained { bytes: Cow::Borrowed(content), beside_each_pixel: BESIDE })
}
