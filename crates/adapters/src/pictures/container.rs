//! The containers of pictures, walked from their first byte to their last, before anything is decoded.

mod gif;
mod jpeg;
mod png;
mod webp;

use std::borrow::Cow;

use parlor_community::ports::NotAPicture;
use parlor_domain::{PictureFormat, SentPicture};

/// A picture that is whole, alone in its file, and of the kind that was promised.
pub(super) struct Contained<'a> {
    /// What has to be decoded.
    pub bytes: Cow<'a, [u8]>,
    /// How many bytes decoding takes for each pixel, beside those of the pixels themselves.
    pub beside_each_pixel: u64,
}

pub(super) fn walk(content: &[u8], promised: SentPicture) -> Result<Contained<'_>, NotAPicture> {
    match promised {
        SentPicture::Still(PictureFormat::Jpeg) => jpeg::walk(content),
        SentPicture::Still(PictureFormat::Png) => png::walk(content),
        SentPicture::Still(PictureFormat::WebP) => webp::walk(content),
        SentPicture::Gif => gif::walk(content),
    }
}

/// The picture that was walked, without what was said beside it; `stance` is what has to be said of how it stands.
pub(super) fn plain(
    contained: &Contained<'_>,
    promised: SentPicture,
    stance: Option<&[u8]>,
) -> Result<Vec<u8>, NotAPicture> {
    match promised {
        SentPicture::Still(PictureFormat::Jpeg) => jpeg::plain(&contained.bytes, stance),
        SentPicture::Still(PictureFormat::Png) => png::plain(&contained.bytes, stance),
        SentPicture::Still(PictureFormat::WebP) => webp::plain(&contained.bytes, stance),
        // It says nothing of how it stands, and was freed of the rest when it was walked.
        SentPicture::Gif => Ok(contained.bytes.to_vec()),
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
