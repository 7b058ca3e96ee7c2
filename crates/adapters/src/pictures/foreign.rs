//! Files that are a picture to one program and something else to another.

use parlor_community::ports::NotAPicture;
use parlor_domain::ends_as_archive;

/// How far into a file other programs look for their beginning.
const HEAD: usize = 1024;
/// What makes a file something else when it stands near its beginning, in any case.
const BEGINNINGS: [&[u8]; 6] = [b"%pdf-", b"<?php", b"<script", b"<html", b"<!doctype", b"<svg"];

/// Refuses a file that other programs would take for a document, a page, a script or an archive. What follows a
/// picture is refused by whoever walks its container; this is what hides within one.
pub(super) fn refuse(content: &[u8]) -> Result<(), NotAPicture> {
    let head = content.get(..HEAD).unwrap_or(content).to_ascii_lowercase();
    if BEGINNINGS.iter().any(|beginning| head.windows(beginning.len()).any(|part| part == *beginning)) {
        return Err(NotAPicture("it begins as a document or a page too".into()));
    }
    if ends_as_archive(content) {
        return Err(NotAPicture("it ends as an archive".into()));
    }
    Ok(())
}
