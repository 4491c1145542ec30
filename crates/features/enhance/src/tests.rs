//! Both ways do what the formulas say.

use js_sys::Promise;
use wasm_bindgen::{Clamped, JsCast};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{
    ContextAttributes2d, DedicatedWorkerGlobalScope, ImageBitmap, ImageData, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d, console,
};

use enhancement::chain::{Chain, Pixels, Work};
use enhancement::mean::{self, Count};
use enhancement::{Enhancements, Setting};

use crate::enhancer::{Enhancer, Ways};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const WIDTH: usize = 100;
const HEIGHT: usize = 70;

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// RGBA with every step of brightness, colours and edges.
fn pattern(shift: usize) -> Vec<u8> {
    let of = |x: usize, y: usize| {
        let step = if (x / 8 + y / 8).is_multiple_of(2) { 40 } else { 0 };
        [(x * 255 / WIDTH) as u8, (y * 200 / HEIGHT) as u8 + step, ((x * y + shift) % 251) as u8, 255]
    };
    (0..HEIGHT).flat_map(|y| (0..WIDTH).flat_map(move |x| of(x, y))).collect()
}

async fn bitmap(pixels: &[u8]) -> ImageBitmap {
    let data = ImageData::new_with_u8_clamped_array(Clamped(pixels), WIDTH as u32).unwrap();
    let promise: Promise = scope().create_image_bitmap_with_image_data(&data).unwrap().unchecked_into();
    promise.await.unwrap().unchecked_into()
}

/// A canvas as that of the page.
fn canvas() -> OffscreenCanvasRenderingContext2d {
    let canvas = OffscreenCanvas::new(WIDTH as u32, HEIGHT as u32).unwrap();
    let options = ContextAttributes2d::new();
    options.set_alpha(false);
    canvas.get_context_with_context_options("2d", &options).unwrap().unwrap().unchecked_into()
}

fn read(context: &OffscreenCanvasRenderingContext2d) -> Vec<u8> {
    context.get_image_data(0.0, 0.0, WIDTH as f64, HEIGHT as f64).unwrap().data().0
}

fn of(settings: &[(Setting, i16)]) -> Enhancements {
    settings.iter().fold(Enhancements::default(), |all, &(setting, value)| all.with(setting, value))
}

/// What the formulas make of the mean of `pictures`, or of the last of them.
fn reference(enhancements: &Enhancements, pictures: &[Vec<u8>]) -> Vec<u8> {
    let original = pictures.last().unwrap();
    let mut sums = vec![0; WIDTH * HEIGHT * 3];
    let mut count = Count::default();
    for picture in pictures {
        mean::add(&mut sums, picture, count.add(64));
    }
    let mean = (enhancements.get(Setting::Stack) > 1).then_some(&sums[..]);
    let mut out = vec![0; original.len()];
    let pixels = Pixels { original, mean, width: WIDTH, height: HEIGHT };
    Work::new(Chain::from(enhancements), pixels).rows(0..HEIGHT, &mut out);
    out
}

fn assert_close(found: &[u8], wanted: &[u8], most: u8, what: &str) {
    let worst = found.iter().zip(wanted).map(|(found, wanted)| found.abs_diff(*wanted)).max().unwrap();
    assert!(worst <= most, "{what}: off by {worst}");
}

/// Both ways, where this browser has both.
fn enhancers() -> Vec<(&'static str, Enhancer)> {
    let size = (WIDTH as u32, HEIGHT as u32);
    let cpu = Enhancer::new(size, Ways::CpuOnly).unwrap();
    let any = Enhancer::new(size, Ways::AnyGl).unwrap();
    let mut enhancers = vec![("cpu", cpu)];
    if any.is_by_graphics() {
        enhancers.push(("gl", any));
    } else {
        // With SwiftShader, Chromium has it on any machine.
        let agent = scope().navigator().user_agent().unwrap();
        assert!(!agent.contains("Chrome"), "no WebGL2 in {agent}");
        console::warn_1(&"this browser has no WebGL2 in a worker: only the slow way is tested".into());
    }
    enhancers
}

#[wasm_bindgen_test]
async fn each_setting_does_what_its_formula_says() {
    let picture = pattern(0);
    let bitmap = bitmap(&picture).await;
    for (way, mut enhancer) in enhancers() {
        let canvas = canvas();
        for settings in [
            &[(Setting::Brightness, -20)][..],
            &[(Setting::Contrast, 180)],
            &[(Setting::Gamma, 180)],
            &[(Setting::Gamma, 60)],
            &[(Setting::Saturation, 220)],
            &[(Setting::Sharpness, 150)],
            &[(Setting::LocalContrast, 150)],
            &[(Setting::Edges, 1)],
            &[(Setting::Invert, 1)],
            &[(Setting::Edges, 1), (Setting::Invert, 1), (Setting::Contrast, 150)],
            &[
                (Setting::Brightness, 10),
                (Setting::Contrast, 130),
                (Setting::Saturation, 150),
                (Setting::Sharpness, 80),
                (Setting::LocalContrast, 60),
                (Setting::Split, 370),
            ],
        ] {
            let enhancements = of(settings);
            enhancer.take_picture(&bitmap, &enhancements).unwrap();
            enhancer.draw_picture(&enhancements, &canvas).unwrap();
            let wanted = reference(&enhancements, std::slice::from_ref(&picture));
            assert_ne!(wanted, picture);
            assert_close(&read(&canvas), &wanted, 3, &format!("{way} {settings:?}"));
        }
    }
}

#[wasm_bindgen_test]
async fn neutral_settings_give_the_pictures_own_pixels_back() {
    let picture = pattern(3);
    let bitmap = bitmap(&picture).await;
    for (way, mut enhancer) in enhancers() {
        let canvas = canvas();
        let inverted = of(&[(Setting::Invert, 1), (Setting::Stack, 4)]);
        enhancer.take_picture(&bitmap, &inverted).unwrap();
        enhancer.draw_picture(&inverted, &canvas).unwrap();
        assert_ne!(read(&canvas), picture, "{way}");
        enhancer.draw_picture(&Enhancements::default(), &canvas).unwrap();
        assert_eq!(read(&canvas), picture, "{way}");
    }
}

#[wasm_bindgen_test]
async fn a_stack_is_the_mean_and_a_restart_begins_anew() {
    let pictures = [pattern(0), pattern(90), pattern(170)];
    for (way, mut enhancer) in enhancers() {
        let canvas = canvas();
        let enhancements = of(&[(Setting::Stack, 8), (Setting::Contrast, 120)]);
        for picture in &pictures {
            enhancer.take_picture(&bitmap(picture).await, &enhancements).unwrap();
            enhancer.draw_picture(&enhancements, &canvas).unwrap();
        }
        assert_eq!(enhancer.stacked(), 3, "{way}");
        assert_close(&read(&canvas), &reference(&enhancements, &pictures), 3, way);

        // Drawing the same picture anew adds nothing to it.
        enhancer.draw_picture(&enhancements.with(Setting::Invert, 1), &canvas).unwrap();
        assert_eq!(enhancer.stacked(), 3, "{way}");

        enhancer.restart();
        enhancer.take_picture(&bitmap(&pictures[0]).await, &enhancements).unwrap();
        enhancer.draw_picture(&enhancements, &canvas).unwrap();
        assert_eq!(enhancer.stacked(), 1, "{way}");
        assert_close(&read(&canvas), &reference(&enhancements, &pictures[..1]), 3, way);
    }
}

#[wasm_bindgen_test]
async fn a_context_that_is_lost_is_told_by_its_enhancer() {
    let picture = bitmap(&pattern(0)).await;
    for (_, mut enhancer) in enhancers() {
        if !enhancer.lose() {
            continue;
        }
        let inverted = of(&[(Setting::Invert, 1)]);
        assert!(enhancer.draw_picture(&inverted, &canvas()).is_none());
        assert!(enhancer.take_picture(&picture, &inverted).is_none());
    }
}

#[wasm_bindgen_test]
async fn streams_share_one_context_and_none_takes_another_for_its_pictures() {
    let large = Enhancer::new((WIDTH as u32 * 3, HEIGHT as u32 * 2), Ways::AnyGl).unwrap();
    if !large.is_by_graphics() {
        return;
    }
    let pictures = [pattern(0), pattern(90)];
    let settings = [(Setting::Stack, 8), (Setting::Contrast, 120), (Setting::LocalContrast, 90)];
    let enhancements = of(&settings);
    let small = || Enhancer::new((WIDTH as u32, HEIGHT as u32), Ways::AnyGl).unwrap();
    let mut streams = [small(), small()];
    for round in 0..3 {
        for (stream, picture) in streams.iter_mut().zip(&pictures) {
            assert!(stream.is_beside(&large), "round {round}");
            stream.take_picture(&bitmap(picture).await, &enhancements).unwrap();
        }
        for (stream, picture) in streams.iter_mut().zip(&pictures) {
            let canvas = canvas();
            stream.draw_picture(&enhancements, &canvas).unwrap();
            assert_close(&read(&canvas), &reference(&enhancements, std::slice::from_ref(picture)), 3, "gl");
        }
    }
    // What the browser takes from one it takes from all, and gives to the next.
    assert!(streams[0].lose());
    assert!(streams[1].draw_picture(&enhancements, &canvas()).is_none());
    let mut next = small();
    assert!(!next.is_beside(&large));
    next.take_picture(&bitmap(&pictures[0]).await, &enhancements).unwrap();
    next.draw_picture(&enhancements, &canvas()).unwrap();
}

#[wasm_bindgen_test]
fn a_picture_that_is_too_large_for_our_memory_is_left_alone() {
    assert!(Enhancer::new((20_000, 4_000), Ways::CpuOnly).is_none());
    assert!(Enhancer::new((u32::MAX, u32::MAX), Ways::CpuOnly).is_none());
}
