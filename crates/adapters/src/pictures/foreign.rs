//! Files that are a picture to one program and something else to another.

use parlor_community::ports::NotAPicture;

/// How far into a file other programs look for their beginning.
const HEAD: usize = 1024;
/// What makes a file something else when it stands near its beginning, in any case.
const BEGINNINGS: [&[u8]; 6] = [b"%pdf-", b"<?php", b"<script", b"<html", b"<!doctype", b"<svg"];
/// The end of an archive: its mark, and how long the fixed part is.
const ZIP_END: &[u8] = b"PK\x05\x06";
const ZIP_END_LENGTH: usize = 22;
/// The longest comment of an archive.
const ZIP_COMMENT: usize = 65_535;

/// Refuses a file that other programs would take for a document, a page, a script or an archive. What follows a
/// picture is refused by whoever walks its container; this is what hides within one.
pub(super) fn refuse(content: &[u8]) -> Result<(), NotAPicture> {
    let head = content.get(..HEAD).unwrap_or(content).to_ascii_lowercase();
    if BEGINNINGS.iter().any(|beginning| head.windows(beginning.len()).any(|part| part == *beginning)) {
        return Err(NotAPicture("it begins as a document or a page too".into()));
    }
    if is_archive(content) {
        return Err(NotAPicture("it ends as an archive".into()));
    }
    Ok(())
}

/// Archives are read from their end: a mark, and a comment that ends with the file.
fn is_archive(content: &[u8]) -> bool {
    let from = content.len().saturating_sub(ZIP_COMMENT + ZIP_END_LENGTH);
    let end = content.get(from..).unwrap_or_default();
    end.windows(ZIP_END_LENGTH).enumerate().any(|(at, record)| {
        let comment = record.last_chunk::<2>().map_or(0, |length| usize::from(u16::from_le_bytes(*length)));
        record.starts_with(ZIP_END) && at + ZIP_END_LENGTH + comment == end.len()
    })
}
