//! What a camera writes beside a picture (TIFF 6.0, EXIF 2.32): how it was held, and where it was.

use super::WHEREABOUTS;

/// The JPEG with a description of this orientation, a place, and the same again as XMP.
pub(super) fn with_camera(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let (begin, rest) = jpeg.split_at(2);
    let xmp = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">{WHEREABOUTS} 48,12.5N</x:xmpmeta>"
    );
    let comment = segment(0xfe, WHEREABOUTS.as_bytes());
    [begin, &segment(0xe1, &exif(orientation)), &segment(0xe1, xmp.as_bytes()), &comment, rest].concat()
}

fn segment(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap();
    [&[0xff, kind], &length.to_be_bytes()[..], content].concat()
}

pub(super) fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0\x08\0\0\0".to_vec();
    let place = WHEREABOUTS.as_bytes();
    // The first directory is at 8 and has 3 entries; what they point at follows it.
    let after = 8 + 2 + 3 * 12 + 4;
    exif.extend(3_u16.to_le_bytes());
    exif.extend(entry(0x010e, 2, u32::try_from(place.len()).unwrap(), after));
    exif.extend(entry(0x0112, 3, 1, u32::from(orientation)));
    exif.extend(entry(0x8825, 4, 1, after + u32::try_from(place.len()).unwrap()));
    exif.extend([0; 4]);
    exif.extend(place);
    // The directory of the place: north.
    exif.extend(1_u16.to_le_bytes());
    exif.extend(entry(0x0001, 2, 2, u32::from(b'N')));
    exif.extend([0; 4]);
    exif
}

fn entry(tag: u16, kind: u16, count: u32, value: u32) -> Vec<u8> {
    let words = [tag.to_le_bytes(), kind.to_le_bytes()].concat();
    [words, count.to_le_bytes().to_vec(), value.to_le_bytes().to_vec()].concat()
}
