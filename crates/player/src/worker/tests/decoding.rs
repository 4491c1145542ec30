//! The same picture by whatever decoder, and one decoder for the other.

use js_sys::{Function, Reflect};
use web_sys::ImageBitmap;

use super::*;
use crate::worker::bitmap::Bitmap;
use crate::worker::image_decoder::{self, ImageDecoder};

/// Columns and rows of patches, and their side in pixels: several blocks of any subsampling.
const PATCHES: (u32, u32, u32) = (6, 5, 64);

/// Colours all over RGB, its corners and greys among them.
fn colour(index: u32) -> [u8; 3] {
    match index {
        0..8 => [index & 1, index >> 1 & 1, index >> 2].map(|part| part as u8 * 255),
        8..14 => [(index - 8) as u8 * 50; 3],
        _ => [index * 37, index * 91, index * 53].map(|part| (part % 256) as u8),
    }
}

/// Flat patches as JPEG of that quality: from 1 on without subsampling, in most browsers.
async fn patches(quality: f64) -> Vec<u8> {
    let (columns, rows, side) = PATCHES;
    let canvas = OffscreenCanvas::new(columns * side, rows * side).unwrap();
    let context = context_of(&canvas);
    for index in 0..columns * rows {
        let [red, green, blue] = colour(index);
        context.set_fill_style_str(&format!("rgb({red},{green},{blue})"));
        let (x, y) = (index % columns * side, index / columns * side);
        context.fill_rect(x.into(), y.into(), side.into(), side.into());
    }
    encoded(&canvas, quality).await
}

impl Stage {
    pub(super) fn playing_by(decoding: Option<Decoding>) -> Self {
        let mut stage = Self::new();
        let paths = Paths { decoding, sink: Some(Sink::Canvas) };
        stage.play_source(StreamSource {
            paths,
            ..StreamSource::new(Transport::Fetch, &scope().location().origin())
        });
        stage.feed();
        stage
    }

    /// The same, with our own decoder already loaded.
    pub(super) async fn playing_loaded(decoding: Option<Decoding>) -> Self {
        let stage = Self::playing_by(decoding);
        stage.engine.borrow().want_small();
        while !stage.has_small() {
            blob(RED).array_buffer().await.unwrap();
        }
        stage
    }

    /// Whether our own decoder can decode now.
    pub(super) fn has_small(&self) -> bool {
        self.engine.borrow().features.small.is_here()
    }

    pub(super) fn decoding(&self) -> Option<Decoding> {
        let engine = self.engine.borrow();
        engine.report().decoding
    }
}

fn expected() -> Decoding {
    if image_decoder::exists() { Decoding::Decoder } else { Decoding::Bitmap }
}

/// The middles of all patches, decoded by this.
async fn seen(jpeg: &[u8], decoding: Decoding, reduction: Reduction) -> Vec<[u8; 3]> {
    let mut stage = Stage::playing_loaded(Some(decoding)).await;
    stage.reduce(reduction);
    stage.pictures(&[jpeg]);
    stage.drawn(1).await;
    let wanted = if decoding == Decoding::Decoder { expected() } else { decoding };
    assert_eq!(stage.decoding(), Some(wanted));
    let (columns, rows, side) = PATCHES;
    // Firefox's decoder takes the wish for a size for what it is.
    let divisor = stage.reduction().divisor();
    let middle = |index| {
        let (x, y) = (index % columns * side + side / 2, index / columns * side + side / 2);
        stage.pixel_at(x / divisor, y / divisor)
    };
    (0..columns * rows).map(middle).collect()
}

fn is_far(from: [u8; 3], to: [u8; 3], most: u8) -> bool {
    from.iter().zip(to).any(|(a, b)| a.abs_diff(b) > most)
}

#[wasm_bindgen_test]
async fn colours_are_the_same_by_every_decoder() {
    for quality in [1.0, 0.9, 0.5] {
        let jpeg = patches(quality).await;
        let bitmap = seen(&jpeg, Decoding::Bitmap, Reduction::None).await;
        for (index, seen) in (0..).zip(&bitmap) {
            // What JPEG itself does to a colour at the ends of the range is more than that.
            assert!(quality < 0.9 || !is_far(*seen, colour(index), 4), "{seen:?} of {:?}", colour(index));
        }
        for (decoding, reduction) in [
            (Decoding::Decoder, Reduction::None),
            (Decoding::Decoder, Reduction::Quarter),
            (Decoding::Bitmap, Reduction::Quarter),
            (Decoding::Wasm, Reduction::Half),
            (Decoding::Wasm, Reduction::Quarter),
            (Decoding::Wasm, Reduction::Eighth),
        ] {
            for (other, bitmap) in seen(&jpeg, decoding, reduction).await.into_iter().zip(&bitmap) {
                assert!(
                    !is_far(other, *bitmap, 2),
                    "{decoding:?} {reduction:?} {quality}: {other:?} and {bitmap:?}"
                );
            }
        }
    }
}

#[wasm_bindgen_test]
async fn the_decoder_keeps_no_view_of_the_bytes_that_it_is_given() {
    if !image_decoder::exists() {
        return;
    }
    let jpeg = Uint8Array::from(RED);
    let decoder = ImageDecoder::new(&jpeg, None).unwrap();
    let promise = decoder.decode().unwrap();
    jpeg.fill(0xaa, 0, jpeg.length());
    let frame = image_decoder::decoded(&promise.await.unwrap()).unwrap();
    assert_eq!((frame.display_width(), frame.display_height()), (64, 48));
    frame.close();
}

/// What decodes each of 30 pictures that are `red` and `blue` in turn.
async fn taken_by_itself(red: &[u8], blue: &[u8]) -> Vec<Decoding> {
    let mut stage = Stage::playing_by(None);
    let mut taken = Vec::new();
    for number in 1..=30 {
        let (picture, wanted) = if number % 2 == 0 { (red, [200, 30, 40]) } else { (blue, [20, 40, 210]) };
        stage.pictures(&[picture]);
        stage.drawn(number).await;
        close(stage.pixel(), wanted);
        taken.push(stage.decoding().unwrap());
    }
    taken
}

#[wasm_bindgen_test]
async fn of_large_pictures_both_decoders_are_tried_and_one_is_kept() {
    // Large enough for the decoding to be worth measuring.
    let flat = |style| flat(style, 1280, 720);
    let (red, blue) = (flat("rgb(200,30,40)").await, flat("rgb(20,40,210)").await);
    let taken = taken_by_itself(&red, &blue).await;
    assert_eq!(taken[..18].contains(&Decoding::Decoder), image_decoder::exists());
    assert!(taken[..18].contains(&Decoding::Bitmap));
    assert!(taken[18..].iter().all(|one| *one == taken[18]), "{taken:?}");
}

#[wasm_bindgen_test]
async fn small_pictures_are_left_to_the_decoder_where_there_is_one() {
    assert_eq!(taken_by_itself(RED, BLUE).await, [expected(); 30]);
}

/// Puts another constructor in the place of `ImageDecoder`, as long as it lives.
struct Broken(JsValue);

impl Broken {
    fn new(body: &str) -> Self {
        let global = js_sys::global();
        let own = Reflect::get(&global, &"ImageDecoder".into()).unwrap();
        Reflect::set(&global, &"ImageDecoder".into(), &Function::new_no_args(body)).unwrap();
        Self(own)
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        let global = js_sys::global();
        if self.0.is_undefined() {
            Reflect::delete_property(&global, &"ImageDecoder".into()).unwrap();
        } else {
            Reflect::set(&global, &"ImageDecoder".into(), &self.0).unwrap();
        }
    }
}

#[wasm_bindgen_test]
async fn a_decoder_that_fails_gives_place_to_the_other_for_each_picture() {
    for body in [
        "throw new TypeError('none')",
        "this.close = () => {}; this.decode = () => Promise.reject(new Error('broken'))",
        "this.close = () => {}; this.decode = () => Promise.resolve({})",
    ] {
        let _broken = Broken::new(body);
        let mut stage = Stage::playing_by(Some(Decoding::Decoder));
        for number in 1..=5 {
            stage.pictures(&[RED]);
            stage.drawn(number).await;
            assert_eq!((stage.figures().frames_drawn, stage.figures().frames_damaged), (number, 0));
            assert_eq!(stage.decoding(), Some(Decoding::Bitmap));
        }
        close(stage.pixel(), [200, 30, 40]);
    }
}

#[wasm_bindgen_test]
async fn a_broken_picture_costs_the_decoder_nothing() {
    let mut stage = Stage::playing_by(Some(Decoding::Decoder));
    let broken = broken();
    for number in 1..=6 {
        stage.pictures(&[&broken]);
        stage.drawn(number).await;
    }
    assert_eq!(stage.figures().frames_damaged, 6);
    stage.pictures(&[RED]);
    stage.drawn(7).await;
    assert_eq!(stage.decoding(), Some(expected()));
}

#[wasm_bindgen_test]
async fn enhancements_are_made_of_the_next_picture_whatever_was_begun() {
    let mut stage = Stage::playing_by(Some(Decoding::Decoder));
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    assert_eq!(stage.decoding(), Some(expected()));
    stage.pictures(&[BLUE]);
    // While that is being decoded.
    stage.enhance(Enhancements::default().with(Setting::Invert, 1));
    stage.drawn(2).await;
    close(stage.pixel(), [235, 215, 45]);
    stage.enhance(Enhancements::default());
    stage.pictures(&[RED]);
    stage.drawn(3).await;
    assert_eq!(stage.decoding(), Some(expected()));
}

#[wasm_bindgen_test]
async fn a_picture_with_rules_of_its_own_is_left_to_the_browser() {
    // Exif says: turned by a quarter.
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut turned = RED[..2].to_vec();
    turned.extend_from_slice(exif);
    turned.extend_from_slice(&RED[2..]);
    let mut stage = Stage::playing_by(Some(Decoding::Decoder));
    stage.pictures(&[&turned]);
    stage.drawn(1).await;
    assert_eq!(stage.decoding(), Some(Decoding::Bitmap));
    let own = scope().create_image_bitmap_with_blob(&blob(&turned)).unwrap();
    let own: ImageBitmap = own.unchecked_into::<js_sys::Promise>().await.unwrap().unchecked_into();
    assert_eq!((stage.figures().width, stage.figures().height), (own.width(), own.height()));
    drop(Bitmap::from(own));
}
