//! Files that are no pictures, are more than pictures, or are meant to cost more than they should.

use super::png::{chunk, header, packed_zeros, png};
use super::{file, photograph, small, upright};

/// A file that has to be refused.
pub struct Hostile {
    /// What is wrong with it.
    pub what: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What is in it.
    pub content: Vec<u8>,
}

const MB: usize = 1024 * 1024;

/// A corpus of them, each below two MB.
#[must_use]
pub fn hostile() -> Vec<Hostile> {
    let (png, jpeg, webp) = (small(), photograph(1), file(&upright(60, 40), "webp"));
    let of = |what, name, content| Hostile { what, name, content };
    let mut all = vec![
        of("a PNG of 3.6 thousand million pixels", "a.png", huge_png()),
        of("a JPEG of 4 thousand million pixels", "a.jpg", huge_jpeg()),
        of("a WebP of 268 million pixels", "a.webp", huge_webp()),
        of("64 million transparent pixels in few bytes", "a.png", pixel_bomb()),
        of("a text that unpacks to 200 MB", "a.png", with_chunk(b"zTXt", &[b"Comment\0\0", &packed_zeros(200 * MB)[..]].concat())),
        of("a text in any script that unpacks to 200 MB", "a.png", with_chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\x01\0\0\0", &packed_zeros(200 * MB)[..]].concat())),
        of("a profile that unpacks to 200 MB", "a.png", with_chunk(b"iCCP", &[b"Colours\0\0", &packed_zeros(200 * MB)[..]].concat())),
        of("a PNG followed by an archive", "a.png", [&png[..], &archive(0)].concat()),
        of("a JPEG followed by a page", "a.jpg", [&jpeg[..], b"<html><script>alert(1)</script></html>"].concat()),
        of("a WebP followed by anything", "a.webp", [&webp[..], b"x"].concat()),
        of("a PNG that is an archive too", "a.png", archive_within()),
        of("a JPEG that is a document too", "a.jpg", document_within(&jpeg)),
        of("a drawing with a script, renamed", "a.png", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec()),
        of("a drawing behind a declaration, renamed", "a.jpg", b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
        of("a page, renamed", "a.webp", b"<!DOCTYPE html><title>a</title>".to_vec()),
        of("a GIF, renamed", "a.png", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;".to_vec()),
        of("a JPEG that says it is a PNG", "a.png", jpeg.clone()),
        of("a PNG that says it is a JPEG", "a.jpg", png.clone()),
        of("a PNG that says it is a WebP", "a.webp", png.clone()),
        of("a PNG without pixels", "a.png", super::png::png(&[header(1, 1), chunk(b"IEND", b"")])),
        of("a PNG of no size", "a.png", super::png::png(&[header(0, 0), chunk(b"IDAT", &packed_zeros(1)), chunk(b"IEND", b"")])),
        of("a PNG whose pixels do not unpack", "a.png", super::png::png(&[header(8, 8), chunk(b"IDAT", b"nonsense"), chunk(b"IEND", b"")])),
        of("nothing but a signature", "a.png", b"\x89PNG\r\n\x1a\n".to_vec()),
        of("zeros", "a.jpg", vec![0; 10_000]),
    ];
    for (name, whole) in [("a.png", &png), ("a.jpg", &jpeg), ("a.webp", &webp)] {
        for length in [whole.len() / 2, whole.len() - 1, 20, 3] {
            all.push(of("a file that is cut off", name, whole[..length].to_vec()));
        }
    }
    all
}

fn huge_png() -> Vec<u8> {
    png(&[header(60_000, 60_000), chunk(b"IDAT", &packed_zeros(1_000)), chunk(b"IEND", b"")])
}

/// A header of a size that nothing behind it has.
fn huge_jpeg() -> Vec<u8> {
    let mut jpeg = file(&upright(64, 64), "jpg");
    let at = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[at + 5..at + 9].copy_from_slice(&[0xff, 0xfe, 0xff, 0xfe]);
    jpeg
}

/// The same without loss: fourteen bits for each side, behind a signature.
fn huge_webp() -> Vec<u8> {
    let mut webp = file(&upright(64, 64), "webp");
    let at = webp.windows(4).position(|name| name == b"VP8L").unwrap();
    webp[at + 9..at + 12].copy_from_slice(&[0xff; 3]);
    webp[at + 12] |= 0x0f;
    webp
}

fn pixel_bomb() -> Vec<u8> {
    let rows = packed_zeros(8_000 * (8_000 * 4 + 1));
    png(&[header(8_000, 8_000), chunk(b"IDAT", &rows), chunk(b"IEND", b"")])
}

/// A good picture with another chunk behind its header.
fn with_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let picture = small();
    let (begin, rest) = picture.split_at(8 + 25);
    [begin, &chunk(name, content), rest].concat()
}

/// The end of an empty archive with a comment of so many bytes.
fn archive(comment: u16) -> Vec<u8> {
    [b"PK\x05\x06", &[0; 16][..], &comment.to_le_bytes()].concat()
}

/// An archive whose comment is the rest of the picture.
fn archive_within() -> Vec<u8> {
    let picture = small();
    let (begin, rest) = picture.split_at(8 + 25);
    let after = u16::try_from(4 + rest.len()).unwrap();
    let text = [b"Comment\0", &archive(after)[..]].concat();
    [begin, &chunk(b"tEXt", &text), rest].concat()
}

fn document_within(jpeg: &[u8]) -> Vec<u8> {
    let (begin, rest) = jpeg.split_at(2);
    let comment = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n";
    let length = u16::try_from(comment.len() + 2).unwrap();
    [begin, &[0xff, 0xfe], &length.to_be_bytes()[..], comment, rest].concat()
}
