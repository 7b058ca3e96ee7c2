use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use parlor_domain::AttachmentKind;
use parlor_testkit::pictures::{
    WHEREABOUTS, chunk, dimensions, file, hostile, hostile_gifs, moving, photograph, photograph_as, quarters,
    small, upright,
};

use super::*;

const UPRIGHT: &str = "red green blue white";

fn redrawn(content: &[u8], extension: &str) -> Result<Vec<u8>, NotAPicture> {
    BoundedPictures.redraw(content, PictureFormat::of_extension(extension).unwrap())
}

fn stripped(content: &[u8], extension: &str) -> Result<Vec<u8>, NotAPicture> {
    let kind = AttachmentKind::of_extension(extension).unwrap();
    BoundedPictures.strip(content, kind.picture().unwrap())
}

fn says(file: &[u8], word: &[u8]) -> bool {
    file.windows(word.len()).any(|part| part == word)
}

/// How a viewer turns it.
fn orientation(file: &[u8]) -> u8 {
    let reader = image::ImageReader::new(Cursor::new(file)).with_guessed_format().unwrap();
    reader.into_decoder().unwrap().orientation().unwrap().to_exif()
}

#[test]
fn a_picture_of_each_kind_is_drawn_anew_as_that_kind() {
    for format in PictureFormat::ALL {
        let given = file(&upright(60, 40), format.extension());
        let drawn = redrawn(&given, format.extension()).unwrap();
        let kind = image::guess_format(&drawn).unwrap();
        assert_eq!(Some(kind), ImageFormat::from_mime_type(format.media_type()), "{format:?}");
        assert_eq!((dimensions(&drawn), quarters(&drawn).as_str()), ((60, 40), UPRIGHT), "{format:?}");
    }
}

#[test]
fn what_is_larger_is_scaled_as_it_is_and_what_is_smaller_stays() {
    for (size, scaled) in [
        ((512, 512), (512, 512)),
        ((513, 513), (512, 512)),
        ((2000, 1000), (512, 256)),
        ((300, 3000), (51, 512)),
        ((16_000, 2), (512, 1)),
        ((1, 1), (1, 1)),
    ] {
        let drawn = redrawn(&file(&upright(size.0, size.1), "png"), "png").unwrap();
        assert_eq!(dimensions(&drawn), scaled, "{size:?}");
    }
}

#[test]
fn s61_each_of_the_eight_ways_to_hold_a_camera_ends_upright() {
    for orientation in 1..=8 {
        let drawn = redrawn(&photograph(orientation), "jpg").unwrap();
        assert_eq!((dimensions(&drawn), quarters(&drawn).as_str()), ((120, 80), UPRIGHT), "{orientation}");
    }
}

#[test]
fn s61_nothing_that_was_said_beside_a_picture_is_kept() {
    let photograph = photograph(6);
    let says = |file: &[u8], word: &str| says(file, word.as_bytes());
    for word in [WHEREABOUTS, "Exif", "ns.adobe.com", "48,12.5N"] {
        assert!(says(&photograph, word), "the photograph does not say {word}");
        assert!(!says(&redrawn(&photograph, "jpg").unwrap(), word), "{word}");
    }
    let mut png = small();
    png.splice(33..33, [chunk(b"tEXt", b"Author\0Ann"), chunk(b"eXIf", b"II*\0Ann")].concat());
    assert!(says(&png, "Ann") && !says(&redrawn(&png, "png").unwrap(), "Ann"));
}

#[test]
fn a_picture_that_is_passed_on_has_the_pixels_that_it_came_with() {
    for extension in ["png", "jpg", "webp", "gif"] {
        let given = file(&upright(60, 40), extension);
        let kept = stripped(&given, extension).unwrap();
        let pixels = |file: &[u8]| image::load_from_memory(file).unwrap().to_rgba8();
        assert_eq!(pixels(&kept), pixels(&given), "{extension}");
        assert_eq!(stripped(&kept, extension).unwrap(), kept, "{extension}: nothing is left to leave out");
    }
}

#[test]
fn s61_a_picture_that_is_passed_on_says_how_it_stands_and_nothing_else() {
    for extension in ["jpg", "png", "webp"] {
        for turned in 1..=8 {
            let given = photograph_as(extension, turned);
            let kept = stripped(&given, extension).unwrap();
            for word in [WHEREABOUTS, "ns.adobe.com", "48,12.5N"] {
                assert!(says(&given, word.as_bytes()), "{extension} {turned} does not say {word}");
                assert!(!says(&kept, word.as_bytes()), "{extension} {turned} says {word}");
            }
            assert_eq!((orientation(&given), orientation(&kept)), (turned, turned), "{extension}");
            // Nothing at all of one that stands upright.
            let said = says(&kept, b"Exif") || says(&kept, b"eXIf") || says(&kept, b"EXIF");
            assert_eq!(said, turned != 1, "{extension} {turned}");
            let pixels = |file: &[u8]| image::load_from_memory(file).unwrap().to_rgba8();
            assert_eq!(pixels(&kept), pixels(&given), "{extension} {turned}");
        }
    }
}

#[test]
fn s61_a_moving_picture_goes_on_moving_and_says_nothing() {
    let given = moving();
    let kept = stripped(&given, "gif").unwrap();
    let frames = |file: &[u8]| {
        let decoder = GifDecoder::new(Cursor::new(file.to_vec())).unwrap();
        image::AnimationDecoder::into_frames(decoder).collect_frames().unwrap().len()
    };
    assert_eq!((frames(&given), frames(&kept)), (3, 3));
    assert!(
        says(&kept, b"NETSCAPE2.0") && says(&given, b"NETSCAPE2.0"),
        "it would stop after the first round"
    );
    assert!(says(&given, WHEREABOUTS.as_bytes()) && !says(&kept, WHEREABOUTS.as_bytes()));
    assert!(says(&given, b"XMP Data") && !says(&kept, b"XMP Data"));
}

#[test]
fn what_shines_through_and_what_is_sixteen_bits_deep_is_read() {
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([255, 0, 0, 0])));
    for extension in ["png", "webp"] {
        let drawn = image::load_from_memory(&redrawn(&file(&clear, extension), extension).unwrap()).unwrap();
        assert_eq!(drawn.to_rgba8().get_pixel(4, 4).0[3], 0, "{extension}");
    }
    for deep in [
        DynamicImage::ImageRgb16(upright(60, 40).to_rgb16()),
        DynamicImage::ImageLuma8(upright(60, 40).to_luma8()),
        DynamicImage::ImageRgba16(upright(60, 40).to_rgba16()),
    ] {
        let drawn = redrawn(&file(&deep, "png"), "png").unwrap();
        assert!(matches!(image::load_from_memory(&drawn).unwrap().color().bytes_per_pixel(), 3 | 4));
    }
}

#[test]
fn a_second_picture_behind_the_first_is_what_cameras_write() {
    let both = [photograph(1), photograph(1)].concat();
    assert_eq!(quarters(&redrawn(&both, "jpg").unwrap()), UPRIGHT);
}

#[test]
fn an_honest_profile_of_colours_does_no_harm() {
    let mut profile = flate2::write::ZlibEncoder::new(b"Colours\0\0".to_vec(), flate2::Compression::best());
    std::io::Write::write_all(&mut profile, &[7; 500_000]).unwrap();
    let mut png = small();
    png.splice(33..33, chunk(b"iCCP", &profile.finish().unwrap()));
    assert_eq!(quarters(&redrawn(&png, "png").unwrap()), UPRIGHT);
}

/// What is done with a picture of an account, or of a message.
type Read = fn(&[u8], &str) -> Result<Vec<u8>, NotAPicture>;

#[test]
fn s59_s60_whatever_means_harm_is_refused_soon() {
    let (of_an_account, of_a_message): (Read, Read) = (redrawn, stripped);
    let of_accounts = hostile().into_iter().map(|hostile| (hostile, of_an_account));
    let of_messages = hostile().into_iter().chain(hostile_gifs()).map(|hostile| (hostile, of_a_message));
    for (hostile, read) in of_accounts.chain(of_messages) {
        assert!(hostile.content.len() < 2 * 1024 * 1024, "{} is large", hostile.what);
        let (_, extension) = hostile.name.split_once('.').unwrap();
        let begun = Instant::now();
        let refused = read(&hostile.content, extension);
        let took = begun.elapsed();
        assert!(refused.is_err(), "{} ({}) was taken", hostile.what, hostile.name);
        assert!(took < Duration::from_millis(150), "{} took {took:?}", hostile.what);
    }
}

#[test]
fn s59_no_file_that_was_damaged_brings_the_decoder_down() {
    // Every byte of small files, one after the other: a panic inside a decoder would be an answer of its own.
    for (extension, content) in [
        ("png", photograph_as("png", 6)),
        ("jpg", photograph(3)),
        ("webp", file(&upright(20, 20), "webp")),
        ("gif", moving()),
    ] {
        for at in 0..content.len().min(700) {
            let mut damaged = content.clone();
            damaged[at] ^= 0xff;
            let drawn = (extension != "gif").then(|| redrawn(&damaged, extension));
            for read in drawn.into_iter().chain([stripped(&damaged, extension)]) {
                if let Err(NotAPicture(why)) = read {
                    assert_ne!(why, "the decoder panicked", "{extension} at {at}");
                }
            }
        }
    }
}
