//! Writes pixels, and nothing else.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ImageResult};
use parlor_domain::PictureFormat;

/// Good enough that nobody sees what was lost.
const JPEG_QUALITY: u8 = 88;

/// The picture as a file of that kind, eight bits for each colour.
pub(super) fn encode(picture: &DynamicImage, format: PictureFormat) -> ImageResult<Vec<u8>> {
    let mut file = Vec::new();
    match format {
        PictureFormat::Jpeg => {
            let plain = DynamicImage::ImageRgb8(picture.to_rgb8());
            plain.write_with_encoder(JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY))?;
        }
        PictureFormat::Png => {
            let encoder =
                PngEncoder::new_with_quality(&mut file, CompressionType::Default, FilterType::Adaptive);
            plain(picture).write_with_encoder(encoder)?;
        }
        PictureFormat::WebP => plain(picture).write_with_encoder(WebPEncoder::new_lossless(&mut file))?,
    }
    Ok(file)
}

fn plain(picture: &DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.to_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.to_rgb8())
    }
}
