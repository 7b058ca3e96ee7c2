//! The containers of pictures, walked from their first byte to their last, before anything is decoded.

mod jpeg;
mod png;
mod webp;

use std::borrow::Cow;

use parlor_community::ports::NotAPicture;
use parlor_domain::PictureFormat;

/// A picture that is whole, alone in its file, and of the kind that was promised.
pub(super) struct Contained<'a> {
    /// What has to be decoded.
    pub bytes: Cow<'a, [u8]>,
    /// How many bytes decoding takes for each pixel, beside those of the pixels themselves.
    pub beside_each_pixel: u64,
}

pub(super) fn walk(content: &[u8], promised: PictureFormat) -> Result<Contained<'_>, NotAPicture> {
    match promised {
        PictureFormat::Jpeg => jpeg::walk(content),
        PictureFormat::Png => png::walk(content),
        PictureFormat::WebP => webp::walk(content),
    }
}

/// What is still to be read of a file.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next bytes; a file that ends before is cut off.
    fn take(&mut self, length: usize) -> Result<&'a [u8], NotAPicture> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(|| wrong("it is cut off"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], NotAPicture> {
        self.take(N)?.try_into().map_err(|_| wrong("it is cut off"))
    }
}

fn wrong(why: &str) -> NotAPicture {
    NotAPicture(why.to_owned())
}
