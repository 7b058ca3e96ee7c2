//! GIFs: one that moves, and those that mean harm.

use std::io::Cursor;

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame};

use super::{Hostile, WHEREABOUTS, upright};

/// Three pictures, one after the other and again, with words of where they were made.
#[must_use]
pub fn moving() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let mut encoder = GifEncoder::new(&mut file);
    encoder.set_repeat(Repeat::Infinite).unwrap();
    for _ in 0..3 {
        let delay = Delay::from_numer_denom_ms(100, 1);
        encoder.encode_frame(Frame::from_parts(upright(20, 20).to_rgba8(), 0, 0, delay)).unwrap();
    }
    drop(encoder);
    let gif = file.into_inner();
    let (begin, rest) = gif.split_at(before_blocks(&gif));
    let comment = extension(0xfe, &[WHEREABOUTS.as_bytes()]);
    let xmp = extension(0xff, &[b"XMP DataXMP", b"<x:xmpmeta/>"]);
    [begin, &comment, &xmp, rest].concat()
}

/// A corpus of those that have to be refused, each below two MB.
#[must_use]
pub fn hostile_gifs() -> Vec<Hostile> {
    let gif = moving();
    let of = |what, content| Hostile { what, name: "a.gif", content };
    let with_size = |bytes: [u8; 4]| [&gif[..6], &bytes, &gif[10..]].concat();
    let before = before_blocks(&gif);
    let mut all = vec![
        of("a GIF of four thousand million pixels", with_size([0xff; 4])),
        of("a GIF of no size", with_size([0; 4])),
        of("pictures that do not fit into their screen", with_size([10, 0, 10, 0])),
        of("a GIF without pictures", [&gif[..before], b";"].concat()),
        of("a GIF followed by a page", [&gif[..], b"<html><script>alert(1)</script></html>"].concat()),
        of("a GIF followed by an archive", [&gif[..], b"PK\x05\x06", &[0; 18]].concat()),
        of("a script that begins as a GIF", b"GIF89a=1;alert(1)//".to_vec()),
        of("a GIF with a page in its comment", {
            let page = extension(0xfe, &[b"<html><script>alert(1)</script></html>"]);
            [&gif[..before], &page, &gif[before..]].concat()
        }),
        of(
            "a drawing, renamed",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec(),
        ),
    ];
    for length in [gif.len() / 2, gif.len() - 1, 20, 6] {
        all.push(of("a GIF that is cut off", gif[..length].to_vec()));
    }
    all
}

/// Where the blocks begin: behind the screen and its table of colours.
fn before_blocks(gif: &[u8]) -> usize {
    let flags = gif[10];
    13 + if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 0x07) + 1) }
}

fn extension(label: u8, parts: &[&[u8]]) -> Vec<u8> {
    let part = |part: &[u8]| [&[u8::try_from(part.len()).unwrap()], part].concat();
    let parts: Vec<u8> = parts.iter().flat_map(|content| part(content)).collect();
    [&[0x21, label], &parts[..], &[0]].concat()
}
