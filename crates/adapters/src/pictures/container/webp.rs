//! WebP: chunks in a RIFF file that says how long it is. Source: RFC 9649, 2.

use std::borrow::Cow;

use parlor_community::ports::NotAPicture;

use super::{Contained, Rest, wrong};

/// The decoder keeps brightness and colour apart until it is done, or a second picture.
const BESIDE: u64 = 4;
/// The chunks that make the picture, moving or not, and what its colours mean.
const KEPT: [&[u8; 4]; 7] = [b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// What the first of them says of the others: whether cameras said something, and whether other programs did.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

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
        chunk(&mut rest)?;
    }
    Ok(Contained { bytes: Cow::Borrowed(content), beside_each_pixel: BESIDE })
}

pub(super) fn plain(picture: &[u8], stance: Option<&[u8]>) -> Result<Vec<u8>, NotAPicture> {
    let mut rest = Rest(picture);
    rest.take(12)?;
    let mut chunks = b"WEBP".to_vec();
    while !rest.is_empty() {
        let (name, content) = chunk(&mut rest)?;
        match content {
            [flags, others @ ..] if &name == b"VP8X" => {
                let exif = if stance.is_some() { HAS_EXIF } else { 0 };
                write(&mut chunks, &name, &[&[flags & !(HAS_EXIF | HAS_XMP) | exif], others].concat());
            }
            content if KEPT.iter().any(|kept| **kept == name) => write(&mut chunks, &name, content),
            _ => {}
        }
    }
    if let Some(stance) = stance {
        write(&mut chunks, b"EXIF", stance);
    }
    let mut plain = Vec::with_capacity(chunks.len() + 8);
    write(&mut plain, b"RIFF", &chunks);
    Ok(plain)
}

/// The name of a chunk, and what is in it; it is filled up to an even length.
fn chunk<'a>(rest: &mut Rest<'a>) -> Result<([u8; 4], &'a [u8]), NotAPicture> {
    let name = rest.array()?;
    let length = u32::from_le_bytes(rest.array()?);
    let length = usize::try_from(length).map_err(|_| wrong("a chunk is too long"))?;
    let content = rest.take(length)?;
    rest.take(length % 2)?;
    Ok((name, content))
}

fn write(file: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    file.extend_from_slice(name);
    file.extend_from_slice(&u32::try_from(content.len()).unwrap_or(u32::MAX).to_le_bytes());
    file.extend_from_slice(content);
    if !content.len().is_multiple_of(2) {
        file.push(0);
    }
}
