//! Cameras that misbehave take nothing from the others in the same worker.

use super::*;
use stream::history::SLAB;

const GOOD: u32 = 15;

/// Feeds a stream with what is no whole part.
fn feed(stage: &mut Stage, bytes: &[u8]) -> bool {
    stage.engine.borrow_mut().take(stage.stream, &mut stage.body, &Uint8Array::from(bytes))
}

fn in_worker(resources: &Rc<Resources>, id: u32) -> Stage {
    let mut stage = Stage::in_worker(id, Rc::clone(resources));
    let url = format!("{}/{id}", scope().location().origin());
    stage.play_keeping(&url, ReplayLimits { seconds: 30, mebibytes: 16 });
    stage.feed();
    stage
}

#[wasm_bindgen_test]
async fn fifteen_cameras_draw_every_picture_beside_four_that_misbehave() {
    const ROUNDS: u64 = 12;
    let resources = Resources::new(post);
    let mut good: Vec<_> = (1..=GOOD).map(|id| in_worker(&resources, id)).collect();
    let [mut floods, mut drips, mut huge, mut broken_ones] =
        [16, 17, 18, 19].map(|id| in_worker(&resources, id));
    let slow = b"--b\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xfe\xff\xff";
    assert!(feed(&mut huge, b"--b\r\nContent-Type: image/jpeg\r\nContent-Length: 100000000\r\n\r\n\xff\xd8"));
    for round in 1..=ROUNDS {
        floods.pictures(&[RED; 300]);
        assert!(feed(&mut drips, &slow[round as usize..][..1]));
        assert!(feed(&mut huge, &vec![0; 1 << 20]));
        broken_ones.pictures(&[&broken()]);
        for stage in &mut good {
            stage.pictures(&[if round % 2 == 0 { BLUE } else { RED }]);
        }
        for stage in &good {
            stage.drawn(round).await;
        }
    }
    for stage in &good {
        let figures = stage.figures();
        assert_eq!((figures.frames_drawn, figures.frames_dropped, figures.frames_damaged), (ROUNDS, 0, 0));
        close(stage.pixel(), [20, 40, 210]);
        let kept = stage.engine.borrow().stream.history().frames().len();
        assert_eq!(kept as u64, ROUNDS, "history is theirs, too");
    }
    assert!(floods.figures().frames_drawn > 0, "nor is the one that floods left without");
    let memory = resources.memory.total();
    assert!(memory <= (16 << 20) + 2 * SLAB, "{memory} bytes of slabs");
    assert!(huge.body.memory() < 40 << 20, "{} bytes of one part", huge.body.memory());
}

#[wasm_bindgen_test]
async fn a_stream_that_is_closed_leaves_its_decoders_and_its_memory_to_the_others() {
    let resources = Resources::new(post);
    let mut stays = in_worker(&resources, 1);
    for id in 2..40 {
        let mut goes = in_worker(&resources, id);
        goes.pictures(&[RED; 20]);
    }
    stays.pictures(&[BLUE]);
    stays.drawn(1).await;
    close(stays.pixel(), [20, 40, 210]);
    // What was being decoded ends, and with it what was held for that.
    while resources.memory.live() > BLUE.len() {
        turn().await;
    }
}
