//! Pictures, drawn anew by the crate `image`: what comes out was never in the file that came in. Or passed on as they
//! came, but for what was said beside them, once they were decoded.
//!
//! A hostile file is refused by what stands before its pixels: its container is walked to its end, what is beside the
//! picture is left out, and the memory that decoding will take is reckoned from its header.

mod container;
mod encode;
mod foreign;
mod stance;
#[cfg(test)]
mod tests;

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageResult, Limits};
use parlor_community::ports::{MAX_SIDE, NotAPicture, Pictures};
use parlor_domain::{PictureFormat, SentPicture};

use container::Contained;

/// The most bytes that decoding one picture may take.
const MAX_MEMORY: u64 = 64 * 1024 * 1024;
/// The most pixels to a side.
const MAX_DIMENSION: u32 = 16_384;

/// Draws pictures anew, within a bound of memory.
pub struct BoundedPictures;

impl Pictures for BoundedPictures {
    fn redraw(&self, content: &[u8], promised: PictureFormat) -> Result<Vec<u8>, NotAPicture> {
        guarded(|| redraw(content, promised))
    }

    fn strip(&self, content: &[u8], promised: SentPicture) -> Result<Vec<u8>, NotAPicture> {
        guarded(|| strip(content, promised))
    }
}

/// A decoder that meets what its author did not think of must cost this upload, and nothing else.
fn guarded(read: impl FnOnce() -> Result<Vec<u8>, NotAPicture>) -> Result<Vec<u8>, NotAPicture> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(NotAPicture("the decoder panicked".into())))
}

fn redraw(content: &[u8], promised: PictureFormat) -> Result<Vec<u8>, NotAPicture> {
    foreign::refuse(content)?;
    let contained = container::walk(content, SentPicture::Still(promised))?;
    let (picture, orientation) = decode(&contained, SentPicture::Still(promised))?;
    let mut picture = scaled(picture);
    picture.apply_orientation(orientation);
    encode::encode(&picture, promised).map_err(refused)
}

fn strip(content: &[u8], promised: SentPicture) -> Result<Vec<u8>, NotAPicture> {
    foreign::refuse(content)?;
    let contained = container::walk(content, promised)?;
    let (_, orientation) = decode(&contained, promised)?;
    container::plain(&contained, promised, stance::said(orientation).as_deref())
}

fn decode(
    contained: &Contained<'_>,
    format: SentPicture,
) -> Result<(DynamicImage, Orientation), NotAPicture> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_DIMENSION);
    limits.max_image_height = Some(MAX_DIMENSION);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut decoder = decoder(&contained.bytes, format, limits.clone()).map_err(refused)?;
    decoder.set_limits(limits).map_err(refused)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let needed = decoder.total_bytes().saturating_add(pixels.saturating_mul(contained.beside_each_pixel));
    if needed > MAX_MEMORY {
        return Err(NotAPicture(format!("{width} × {height} pixels are more than is decoded")));
    }
    // What cannot be read of it does not turn the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(refused)?, orientation))
}

fn decoder<'a>(
    bytes: &'a [u8],
    format: SentPicture,
    limits: Limits,
) -> ImageResult<Box<dyn ImageDecoder + 'a>> {
    let bytes = Cursor::new(bytes);
    Ok(match format {
        SentPicture::Still(PictureFormat::Jpeg) => Box::new(JpegDecoder::new(bytes)?),
        SentPicture::Still(PictureFormat::Png) => Box::new(PngDecoder::with_limits(bytes, limits)?),
        SentPicture::Still(PictureFormat::WebP) => Box::new(WebPDecoder::new(bytes)?),
        SentPicture::Gif => Box::new(GifDecoder::new(bytes)?),
    })
}

/// Small enough to be shown; a picture that is smaller already stays as it is.
fn scaled(picture: DynamicImage) -> DynamicImage {
    if picture.width() <= MAX_SIDE && picture.height() <= MAX_SIDE {
        return picture;
    }
    // Averages the pixels that become one; needs no second picture of full size, as the other filters do.
    picture.thumbnail(MAX_SIDE, MAX_SIDE)
}

fn refused(error: image::ImageError) -> NotAPicture {
    NotAPicture(error.to_string())
}
