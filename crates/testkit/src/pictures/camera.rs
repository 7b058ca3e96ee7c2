//! Pictures of each kind as a camera would write them.

use super::exif::exif;
use super::png::chunk;
use super::{WHEREABOUTS, file, photograph, small, upright};

/// A picture of a kind, by its extension, that has to be turned by `orientation`, 1 to 8, as it is said beside it; and
/// that says where it was made, in the words of a camera and those of other programs.
#[must_use]
pub fn photograph_as(extension: &str, orientation: u8) -> Vec<u8> {
    let tiff = exif(orientation).split_off(b"Exif\0\0".len());
    let xmp = format!(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" at=\"http://ns.adobe.com/\">{WHEREABOUTS} 48,12.5N</x:xmpmeta>"
    );
    match extension {
        "png" => {
            let picture = small();
            let (begin, rest) = picture.split_at(8 + 25);
            let text = [b"XML:com.adobe.xmp\0\0\0\0\0", xmp.as_bytes()].concat();
            [begin, &chunk(b"eXIf", &tiff), &chunk(b"iTXt", &text), rest].concat()
        }
        "webp" => webp(&tiff, xmp.as_bytes()),
        _ => photograph(orientation),
    }
}

/// The extended format: what is in the file, how large the picture is, then each of it. Source: RFC 9649, 2.7.
fn webp(exif: &[u8], xmp: &[u8]) -> Vec<u8> {
    let (width, height) = (60_u32, 40_u32);
    let picture = file(&upright(width, height), "webp");
    let side = |length: u32| (length - 1).to_le_bytes()[..3].to_vec();
    let header = [vec![0x0c, 0, 0, 0], side(width), side(height)].concat();
    let part = |name: &[u8; 4], content: &[u8]| {
        let filled = if content.len().is_multiple_of(2) { &b""[..] } else { b"\0" };
        [name, &u32::try_from(content.len()).unwrap().to_le_bytes()[..], content, filled].concat()
    };
    let chunks = [
        b"WEBP".to_vec(),
        part(b"VP8X", &header),
        picture[12..].to_vec(),
        part(b"EXIF", exif),
        part(b"XMP ", xmp),
    ];
    part(b"RIFF", &chunks.concat())
}
