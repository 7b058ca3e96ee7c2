//! How a picture stands, said in the words of a camera and without any other word of it.

use image::metadata::Orientation;

/// Up to the number that says how it stands: a header, and a directory at 8 of one entry, a short number. Source:
/// TIFF 6.0, 2; EXIF 2.32, 4.6.4.
const BEFORE: [u8; 18] = *b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0";
/// What fills the entry, and the end of the directories.
const AFTER: [u8; 7] = [0; 7];

/// What has to be said of a picture that does not stand upright; nothing of one that does.
pub(super) fn said(orientation: Orientation) -> Option<Vec<u8>> {
    match orientation.to_exif() {
        1 => None,
        turned => Some([&BEFORE[..], &[turned], &AFTER].concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_as_it_was_meant() {
        assert_eq!(said(Orientation::NoTransforms), None);
        for turned in 2..=8 {
            let orientation = Orientation::from_exif(turned).unwrap();
            let said = said(orientation).unwrap();
            assert_eq!(Orientation::from_exif_chunk(&said), Some(orientation), "{turned}");
        }
    }
}
