//! GIF: a screen, then blocks up to a trailer. Source: GIF89a, 17 to 27.

use std::borrow::Cow;

use parlor_community::ports::NotAPicture;

use super::{Contained, Rest, wrong};

const TRAILER: u8 = 0x3b;
const EXTENSION: u8 = 0x21;
const PICTURE: u8 = 0x2c;
/// The extension that says how long a picture is shown, and which of its pixels are clear.
const CONTROL: u8 = 0xf9;
/// The one of other programs; those of two of them say how often the pictures are shown again.
const APPLICATION: u8 = 0xff;
const LOOPS: [&[u8]; 2] = [b"NETSCAPE2.0", b"ANIMEXTS1.0"];
/// The decoder draws a picture that is smaller than the screen into one of its own first.
const BESIDE: u64 = 4;

/// Walks it, and leaves out what is said beside its pictures.
pub(super) fn walk(content: &[u8]) -> Result<Contained<'_>, NotAPicture> {
    let mut rest = Rest(content);
    if !matches!(&rest.array()?, b"GIF87a" | b"GIF89a") {
        return Err(wrong("it is no GIF"));
    }
    let [w1, w2, h1, h2, flags, _, _] = rest.array()?;
    let screen = (u16::from_le_bytes([w1, w2]), u16::from_le_bytes([h1, h2]));
    rest.take(colours(flags))?;
    let mut kept = taken(content, &rest).to_vec();
    let mut pictures = 0_u32;
    loop {
        let block = rest.0;
        let is_kept = match rest.array()? {
            [TRAILER] => break,
            [EXTENSION] => extension(&mut rest)?,
            [PICTURE] => {
                picture(&mut rest, screen)?;
                pictures = pictures.saturating_add(1);
                true
            }
            _ => return Err(wrong("a block does not begin where it should")),
        };
        if is_kept {
            kept.extend_from_slice(taken(block, &rest));
        }
    }
    kept.push(TRAILER);
    if !rest.is_empty() {
        return Err(wrong("something follows the picture"));
    }
    if pictures == 0 {
        return Err(wrong("there is no picture in it"));
    }
    Ok(Contained { bytes: Cow::Owned(kept), beside_each_pixel: BESIDE })
}

/// What was read of `from`, of which `rest` is still to be read.
fn taken<'a>(from: &'a [u8], rest: &Rest<'_>) -> &'a [u8] {
    from.get(..from.len().saturating_sub(rest.0.len())).unwrap_or_default()
}

/// How many bytes a table of colours has.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 0x07) + 1) }
}

/// Walks an extension; says whether the pictures need it.
fn extension(rest: &mut Rest<'_>) -> Result<bool, NotAPicture> {
    let [label] = rest.array()?;
    let first = parts(rest)?;
    Ok(match label {
        CONTROL => true,
        APPLICATION => LOOPS.contains(&first),
        _ => false,
    })
}

fn picture(rest: &mut Rest<'_>, screen: (u16, u16)) -> Result<(), NotAPicture> {
    let [l1, l2, t1, t2, w1, w2, h1, h2, flags] = rest.array()?;
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]));
    let (width, height) = (side(w1, w2), side(h1, h2));
    let fits = |from, length, within: u16| length > 0 && from + length <= u32::from(within);
    if !fits(side(l1, l2), width, screen.0) || !fits(side(t1, t2), height, screen.1) {
        return Err(wrong("a picture does not fit into its screen"));
    }
    rest.take(colours(flags))?;
    let [_shortest_code] = rest.array()?;
    parts(rest)?;
    Ok(())
}

/// Walks the parts of a block, of which the last is empty; gives the first.
fn parts<'a>(rest: &mut Rest<'a>) -> Result<&'a [u8], NotAPicture> {
    let mut first = None;
    loop {
        let [length] = rest.array()?;
        let part = rest.take(usize::from(length))?;
        if length == 0 {
            return Ok(first.unwrap_or_default());
        }
        first.get_or_insert(part);
    }
}
