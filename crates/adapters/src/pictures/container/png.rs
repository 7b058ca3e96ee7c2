//! PNG: a signature, then chunks up to `IEND`. Source: PNG, third edition, 5.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::Crc;
use flate2::read::ZlibDecoder;
use parlor_community::ports::NotAPicture;

use super::{Contained, Rest, wrong};

const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";
/// The chunks that make the picture, and the one that may say how it stands. Texts, profiles and animations, some of
/// them compressed, are left out, so that nothing ever unpacks them.
const KEPT: [&[u8; 4]; 6] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"];
/// The chunks that are compressed: a text, a text in any script, a profile of colours; each with its content behind
/// some fields of text.
const COMPRESSED: [&[u8; 4]; 3] = [b"zTXt", b"iTXt", b"iCCP"];
/// The most that they may unpack to, all together; honest ones have a tenth of that.
const MAX_UNPACKED: u64 = 4 * 1024 * 1024;
/// The longest description of a camera that is looked at.
const MAX_EXIF: usize = 64 * 1024;

/// A part of a picture: all of its bytes, its name, and what it says.
struct Chunk<'a> {
    whole: &'a [u8],
    name: [u8; 4],
    content: &'a [u8],
}

pub(super) fn walk(content: &[u8]) -> Result<Contained<'_>, NotAPicture> {
    let mut rest = Rest(content);
    if rest.array()? != SIGNATURE {
        return Err(wrong("it is no PNG"));
    }
    let mut kept = SIGNATURE.to_vec();
    let mut left = MAX_UNPACKED;
    loop {
        let Chunk { whole, name, content } = chunk(&mut rest)?;
        let is_kept =
            KEPT.iter().any(|wanted| **wanted == name) && (&name != b"eXIf" || content.len() <= MAX_EXIF);
        if is_kept {
            kept.extend_from_slice(whole);
        } else if name.first().is_some_and(u8::is_ascii_uppercase) {
            return Err(wrong("it has a critical chunk that is not known"));
        } else if COMPRESSED.iter().any(|compressed| **compressed == name) {
            left = left.checked_sub(unpacked(&name, content, left)).ok_or_else(|| wrong("it is a bomb"))?;
        }
        if &name == b"IEND" {
            break;
        }
    }
    if !rest.is_empty() {
        return Err(wrong("something follows the picture"));
    }
    Ok(Contained { bytes: Cow::Owned(kept), beside_each_pixel: 0 })
}

/// The rest of what is beside the picture was left out when it was walked.
pub(super) fn plain(picture: &[u8], stance: Option<&[u8]>) -> Result<Vec<u8>, NotAPicture> {
    let mut rest = Rest(picture);
    let mut plain = rest.take(SIGNATURE.len())?.to_vec();
    while !rest.is_empty() {
        let Chunk { whole, name, .. } = chunk(&mut rest)?;
        if &name != b"eXIf" {
            plain.extend_from_slice(whole);
        }
        if let Some(stance) = stance
            && &name == b"IHDR"
        {
            write(&mut plain, b"eXIf", stance);
        }
    }
    Ok(plain)
}

fn chunk<'a>(rest: &mut Rest<'a>) -> Result<Chunk<'a>, NotAPicture> {
    let from_here = rest.0;
    let length = u32::from_be_bytes(rest.array()?);
    let length = usize::try_from(length).map_err(|_| wrong("a chunk is too long"))?;
    let name = rest.array()?;
    let content = rest.take(length)?;
    let _checksum: [u8; 4] = rest.array()?;
    let whole = from_here.get(..length.saturating_add(12)).ok_or_else(|| wrong("it is cut off"))?;
    Ok(Chunk { whole, name, content })
}

fn write(file: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    let mut checksum = Crc::new();
    checksum.update(name);
    checksum.update(content);
    let length = u32::try_from(content.len()).unwrap_or(u32::MAX);
    for part in [&length.to_be_bytes()[..], name, content, &checksum.sum().to_be_bytes()] {
        file.extend_from_slice(part);
    }
}

/// How many bytes a chunk unpacks to; counted up to one more than `most`, and none of them kept.
fn unpacked(name: &[u8; 4], content: &[u8], most: u64) -> u64 {
    // A keyword and its zero; then what says how it is compressed. In `iTXt` also whether, and two more texts.
    let mut parts = content.splitn(2, |byte| *byte == 0).skip(1);
    let packed = match (name, parts.next().unwrap_or_default()) {
        (b"iTXt", [1, _, rest @ ..]) => rest.splitn(3, |byte| *byte == 0).nth(2).unwrap_or_default(),
        (b"iTXt", _) | (_, []) => return 0,
        (_, [_, packed @ ..]) => packed,
    };
    let mut unpacked = ZlibDecoder::new(packed).take(most.saturating_add(1));
    let mut count = 0;
    let mut part = [0; 8 * 1024];
    // What does not unpack is never looked at either.
    while let Ok(length @ 1..) = unpacked.read(&mut part) {
        count += u64::try_from(length).unwrap_or(u64::MAX);
    }
    count
}
