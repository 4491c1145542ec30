//! One canvas that streams share.

use super::*;
use crate::message::{Fit, Place, Places};

const WALL: StreamId = StreamId(100);

impl Stage {
    /// Streams on one canvas, which is 200 wide and 100 high, and that canvas.
    fn on_wall<const N: usize>() -> ([Self; N], Rc<Resources>, OffscreenCanvas) {
        POSTED.take();
        let resources = Resources::new(post);
        let canvas = OffscreenCanvas::new(1, 1).unwrap();
        resources.open_wall(WALL, canvas.clone());
        let stages = std::array::from_fn(|index| {
            let engine = Engine::enter(StreamId(index as u32 + 1), Rc::clone(&resources));
            receive(&engine, ToWorker::Share(WALL.0), JsValue::UNDEFINED);
            let body = Body::new(Some("multipart/x-mixed-replace; boundary=b"), false);
            let mut stage = Self { engine, stream: ConnectionId::default(), canvas: canvas.clone(), body };
            stage.play(&scope().location().origin());
            stage.feed();
            stage
        });
        (stages, resources, canvas)
    }

    async fn comes_to_show(&self, (x, y): (u32, u32), colour: [u8; 3]) {
        let is_close = |pixel: [u8; 3]| pixel.iter().zip(colour).all(|(one, other)| one.abs_diff(other) <= 3);
        while !is_close(self.pixel_at(x, y)) {
            turn().await;
        }
    }
}

fn place(stream: u32, left: i32, width: i32) -> Place {
    Place { stream: StreamId(stream), at: (left, 0), size: (width, 100), fit: Fit::Fill }
}

fn arrange(resources: &Resources, places: &[Place]) {
    let wall = resources.wall(WALL).unwrap();
    wall.arrange(Places { size: (200, 100), places: places.to_vec() });
}

const IS_RED: [u8; 3] = [200, 30, 40];
const IS_BLUE: [u8; 3] = [20, 40, 210];
const IS_EMPTY: [u8; 3] = [0, 0, 0];

#[wasm_bindgen_test]
async fn each_stream_is_drawn_at_its_place_which_may_move() {
    let ([mut one, mut other], resources, canvas) = Stage::on_wall();
    arrange(&resources, &[place(1, 0, 100), place(2, 100, 100)]);
    one.pictures(&[RED]);
    other.pictures(&[BLUE]);
    one.comes_to_show((50, 50), IS_RED).await;
    one.comes_to_show((150, 50), IS_BLUE).await;
    assert_eq!((canvas.width(), canvas.height()), (200, 100));
    close(one.pixel_at(99, 99), IS_RED);
    close(one.pixel_at(100, 0), IS_BLUE);
    // Without another picture of either.
    arrange(&resources, &[place(2, 0, 20), place(1, 20, 20)]);
    close(one.pixel_at(10, 50), IS_BLUE);
    close(one.pixel_at(30, 50), IS_RED);
    close(one.pixel_at(50, 50), IS_EMPTY);
    other.engine.borrow_mut().leave();
    close(one.pixel_at(10, 50), IS_EMPTY);
    close(one.pixel_at(30, 50), IS_RED);
}

#[wasm_bindgen_test]
async fn a_picture_that_comes_before_its_place_is_drawn_there() {
    let ([mut one], resources, _) = Stage::on_wall();
    one.pictures(&[RED]);
    one.drawn(1).await;
    let wall = resources.wall(WALL).unwrap();
    let fit = Fit::Contain;
    let place = Place { stream: StreamId(1), at: (0, 0), size: (200, 100), fit };
    wall.arrange(Places { size: (200, 100), places: vec![place] });
    one.comes_to_show((100, 50), IS_RED).await;
    close(one.pixel_at(5, 50), IS_EMPTY);
}

#[wasm_bindgen_test]
async fn a_stream_changes_over_to_its_own_canvas_and_back_with_the_picture_that_is_shown() {
    let ([mut one], resources, shared) = Stage::on_wall();
    arrange(&resources, &[place(1, 0, 100)]);
    one.pictures(&[RED]);
    one.comes_to_show((50, 50), IS_RED).await;
    let own = OffscreenCanvas::new(1, 1).unwrap();
    receive(&one.engine, ToWorker::Canvas, own.clone().into());
    posted(|message, _| (*message == FromWorker::Moved(2)).then_some(())).await;
    close(one.pixel_at(50, 50), IS_RED);
    one.canvas = own;
    close(one.pixel(), IS_RED);
    one.pictures(&[BLUE]);
    one.comes_to_show((10, 10), IS_BLUE).await;
    receive(&one.engine, ToWorker::Share(WALL.0), JsValue::UNDEFINED);
    posted(|message, _| (*message == FromWorker::Moved(3)).then_some(())).await;
    one.canvas = shared;
    close(one.pixel_at(50, 50), IS_BLUE);
}

#[wasm_bindgen_test]
async fn what_is_enhanced_is_so_on_the_canvas_of_its_own() {
    let ([mut one], resources, _) = Stage::on_wall();
    arrange(&resources, &[place(1, 0, 100)]);
    one.pictures(&[RED]);
    one.comes_to_show((50, 50), IS_RED).await;
    one.canvas = OffscreenCanvas::new(1, 1).unwrap();
    receive(&one.engine, ToWorker::Canvas, one.canvas.clone().into());
    one.enhance(Enhancements::default().with(Setting::Invert, 1));
    one.comes_to_show((10, 10), [55, 225, 215]).await;
}

#[wasm_bindgen_test]
async fn a_lost_canvas_is_drawn_again_for_all_when_it_is_back() {
    let ([mut one, mut other], resources, canvas) = Stage::on_wall();
    arrange(&resources, &[place(1, 0, 100), place(2, 100, 100)]);
    one.pictures(&[RED]);
    other.pictures(&[BLUE]);
    one.comes_to_show((50, 50), IS_RED).await;
    one.comes_to_show((150, 50), IS_BLUE).await;
    canvas.dispatch_event(&Event::new("contextlost").unwrap()).unwrap();
    assert_eq!([one.state(), other.state()], [State::Stalled; 2]);
    canvas.set_width(200);
    canvas.dispatch_event(&Event::new("contextrestored").unwrap()).unwrap();
    one.comes_to_show((50, 50), IS_RED).await;
    one.comes_to_show((150, 50), IS_BLUE).await;
}
