//! A file that comes with a message. What it is is told by its content, never by what a client says of it.

use thiserror::Error;

use crate::{MediaFile, PictureFormat, Refusal, ends_as_archive};

/// A kind of file that may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A picture.
    Png,
    /// A picture.
    Jpeg,
    /// A picture.
    Gif,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
    /// Plain text in UTF-8.
    Text,
}

/// A kind of picture that may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentPicture {
    /// One of those that accounts have.
    Still(PictureFormat),
    /// One that may move.
    Gif,
}

/// A file that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// Where it is kept; its name is not to be guessed.
    pub file: MediaFile,
    /// How large it is, in bytes.
    pub size: u64,
}

/// Why a file cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidAttachment {
    /// It has no bytes.
    #[error("empty")]
    Empty,
    /// It has more than [`Attachment::MAX_BYTES`].
    #[error("larger than 5 MB")]
    TooLarge,
    /// It is of no kind that is sent.
    #[error("of a kind that is not sent")]
    Kind,
    /// It is something else than it is said to be, damaged, or a picture of more pixels than are decoded.
    #[error("not what it is said to be")]
    Mismatch,
}

impl Refusal for InvalidAttachment {}

impl Attachment {
    /// The largest file, in bytes.
    pub const MAX_BYTES: usize = 5 * 1024 * 1024;
}

impl AttachmentKind {
    /// Every one there is.
    pub const ALL: [Self; 6] = [Self::Png, Self::Jpeg, Self::Gif, Self::Webp, Self::Pdf, Self::Text];

    /// The kind that an extension stands for: `png`, `jpg`, `jpeg`, `gif`, `webp`, `pdf` or `txt`.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Some(Self::Jpeg),
            extension => Self::ALL.into_iter().find(|kind| kind.extension() == extension),
        }
    }

    /// The extension of its files, which is also the word under which it is stored.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
            Self::Text => "txt",
        }
    }

    /// Which picture it is, if it is one: a browser may show it in a page.
    #[must_use]
    pub fn picture(self) -> Option<SentPicture> {
        match self {
            Self::Png => Some(SentPicture::Still(PictureFormat::Png)),
            Self::Jpeg => Some(SentPicture::Still(PictureFormat::Jpeg)),
            Self::Webp => Some(SentPicture::Still(PictureFormat::WebP)),
            Self::Gif => Some(SentPicture::Gif),
            Self::Pdf | Self::Text => None,
        }
    }

    /// As what its files are served.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Holds a file against what it is said to be. Of a picture this is a first look: whether it is one is known once
    /// it was decoded.
    ///
    /// # Errors
    /// [`InvalidAttachment`].
    pub fn check(self, bytes: &[u8]) -> Result<(), InvalidAttachment> {
        if bytes.is_empty() {
            return Err(InvalidAttachment::Empty);
        }
        if bytes.len() > Attachment::MAX_BYTES {
            return Err(InvalidAttachment::TooLarge);
        }
        let is_so = match self {
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
            Self::Gif => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
            Self::Webp => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Pdf => is_document(bytes),
            Self::Text => is_plain_text(bytes),
        };
        if is_so { Ok(()) } else { Err(InvalidAttachment::Mismatch) }
    }
}

/// A header at the very beginning, and an end behind which nothing stands but white space; and no archive. Source:
/// ISO 32000-1, 7.5. What is in between is for whoever opens it; it is never shown in a page.
fn is_document(bytes: &[u8]) -> bool {
    let begins = bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.");
    begins && bytes.trim_ascii_end().ends_with(b"%%EOF") && !ends_as_archive(bytes)
}

/// UTF-8 without control characters other than line breaks and tabs.
fn is_plain_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n";

    const SAMPLES: [(AttachmentKind, &[u8]); 6] = [
        (AttachmentKind::Png, b"\x89PNG\r\n\x1a\n rest"),
        (AttachmentKind::Jpeg, b"\xff\xd8\xff\xe0 rest"),
        (AttachmentKind::Gif, b"GIF89a rest"),
        (AttachmentKind::Webp, b"RIFF\0\0\0\0WEBPVP8 "),
        (AttachmentKind::Pdf, PDF),
        (AttachmentKind::Text, "Grüße,\r\n\tAnn 🙂".as_bytes()),
    ];

    #[test]
    fn a_file_is_what_its_content_says() {
        for (kind, bytes) in SAMPLES {
            for claimed in AttachmentKind::ALL {
                // Some documents are texts too, and harmless as such.
                let is_so = claimed == kind || (claimed == AttachmentKind::Text && is_plain_text(bytes));
                assert_eq!(claimed.check(bytes).is_ok(), is_so, "{claimed:?} of {kind:?}");
            }
        }
    }

    #[test]
    fn s59_a_document_is_one_from_its_first_byte_to_its_last() {
        let with = |before: &[u8], after: &[u8]| AttachmentKind::Pdf.check(&[before, PDF, after].concat());
        assert_eq!(with(b"", b"\r\n \0"), Err(InvalidAttachment::Mismatch));
        assert_eq!(with(b"", b"\r\n"), Ok(()));
        let archive = [b"PK\x05\x06", &[0; 16][..], b"\x05\0%%EOF"].concat();
        for (before, after) in [
            (&b"\n"[..], &b""[..]),
            (b"<html>", b""),
            (b"", b"<script>"),
            (b"", b"PK\x03\x04"),
            (b"", &archive),
        ] {
            assert_eq!(with(before, after), Err(InvalidAttachment::Mismatch), "{before:?} {after:?}");
        }
        for cut in [PDF.len() - 2, PDF.len() - 10, 30, 8, 5] {
            assert_eq!(AttachmentKind::Pdf.check(&PDF[..cut]), Err(InvalidAttachment::Mismatch), "{cut}");
        }
    }

    #[test]
    fn what_is_empty_large_or_no_text_is_refused() {
        assert_eq!(AttachmentKind::Text.check(b""), Err(InvalidAttachment::Empty));
        assert_eq!(AttachmentKind::Text.check(&vec![b'a'; Attachment::MAX_BYTES]), Ok(()));
        let large = vec![b'a'; Attachment::MAX_BYTES + 1];
        assert_eq!(AttachmentKind::Text.check(&large), Err(InvalidAttachment::TooLarge));
        for odd in [&b"a\0b"[..], b"\xff\xfe", b"\x1b[31m"] {
            assert_eq!(AttachmentKind::Text.check(odd), Err(InvalidAttachment::Mismatch));
        }
    }

    #[test]
    fn the_extensions_of_the_contract_are_known_and_others_are_not() {
        for known in ["png", "jpg", "jpeg", "gif", "webp", "pdf", "txt", "PNG"] {
            assert!(AttachmentKind::of_extension(known).is_some(), "{known}");
        }
        for unknown in ["svg", "html", "", "exe", ".png"] {
            assert_eq!(AttachmentKind::of_extension(unknown), None, "{unknown}");
        }
    }
}
