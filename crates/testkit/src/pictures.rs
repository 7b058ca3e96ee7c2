//! Pictures for tests, made as they are needed: honest ones of every kind, turned ones, and those that mean harm.

mod camera;
mod exif;
mod gif;
mod hostile;
mod png;

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Rgb, RgbImage};

pub use camera::photograph_as;
pub use gif::{hostile_gifs, moving};
pub use hostile::{Hostile, hostile};
pub use png::chunk;

/// A picture that shows which way it stands: red, green, blue and white quarters, as one reads.
#[must_use]
pub fn upright(width: u32, height: u32) -> DynamicImage {
    let colour = |x, y| match (x * 2 < width, y * 2 < height) {
        (true, true) => Rgb([255, 0, 0]),
        (false, true) => Rgb([0, 255, 0]),
        (true, false) => Rgb([0, 0, 255]),
        (false, false) => Rgb([255, 255, 255]),
    };
    RgbImage::from_fn(width, height, colour).into()
}

/// A file of a kind, by its extension.
#[must_use]
pub fn file(picture: &DynamicImage, extension: &str) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, ImageFormat::from_extension(extension).unwrap()).unwrap();
    file.into_inner()
}

/// A small PNG.
#[must_use]
pub fn small() -> Vec<u8> {
    file(&upright(60, 40), "png")
}

/// A JPEG of a camera that was held so that `orientation`, 1 to 8, turns it upright; it says where it was made.
#[must_use]
pub fn photograph(orientation: u8) -> Vec<u8> {
    let mut picture = upright(120, 80);
    // Two of them undo each other, all others themselves.
    let undone = match orientation {
        6 => 8,
        8 => 6,
        other => other,
    };
    picture.apply_orientation(Orientation::from_exif(undone).unwrap());
    exif::with_camera(&file(&picture, "jpg"), orientation)
}

/// A word that stands in what [`photograph`] says beside the picture.
pub const WHEREABOUTS: &str = "Nowhere-in-Particular";

/// The colours of the four quarters, as one reads: `"red green blue white"` for one that stands upright.
#[must_use]
pub fn quarters(file: &[u8]) -> String {
    let picture = image::load_from_memory(file).unwrap().to_rgb8();
    let (width, height) = picture.dimensions();
    let places = [(1, 1), (3, 1), (1, 3), (3, 3)];
    let colours = places.map(|(x, y)| {
        let [red, green, blue] = picture.get_pixel(width * x / 4, height * y / 4).0.map(|part| part > 127);
        match (red, green, blue) {
            (true, true, true) => "white",
            (true, false, false) => "red",
            (false, true, false) => "green",
            (false, false, true) => "blue",
            _ => "other",
        }
    });
    colours.join(" ")
}

/// The same once it was turned as the file says.
#[must_use]
pub fn turned_as_it_says(file: &[u8]) -> String {
    let reader = ImageReader::new(Cursor::new(file)).with_guessed_format().unwrap();
    let mut decoder = reader.into_decoder().unwrap();
    let orientation = decoder.orientation().unwrap();
    let mut picture = DynamicImage::from_decoder(decoder).unwrap();
    picture.apply_orientation(orientation);
    quarters(&self::file(&picture, "png"))
}

/// How wide and high a file is.
#[must_use]
pub fn dimensions(file: &[u8]) -> (u32, u32) {
    let picture = image::load_from_memory(file).unwrap();
    (picture.width(), picture.height())
}
