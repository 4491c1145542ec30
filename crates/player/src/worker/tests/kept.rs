//! Every picture is kept once, and freed.

use super::*;
use crate::worker::picture::Picture;

#[wasm_bindgen_test]
async fn every_picture_is_kept_also_those_that_come_too_late() {
    let mut stage = Stage::playing();
    let bare = without_tables(BLUE);
    stage.pictures(&[RED, &bare, RED, &bare, RED]);
    stage.drawn(2).await;
    assert_eq!(stage.figures().frames_dropped, 3);
    let kept: Vec<_> = stage.engine.borrow().stream.history().frames().since(0.0).cloned().collect();
    let told = |received: &Received| (received.number, received.size, received.lost, received.gap);
    let sizes = [RED.len(), bare.len(), RED.len(), bare.len(), RED.len()];
    let wanted: Vec<_> = (1..).zip(sizes).map(|(number, size)| (number, size, 0, false)).collect();
    assert_eq!(kept.iter().map(told).collect::<Vec<_>>(), wanted);
    for received in &kept {
        assert_eq!(bytes_of(&received.payload), if received.number % 2 == 1 { RED } else { &bare });
    }
}

/// The camera's own bytes, as they are kept.
fn bytes_of(picture: &Picture) -> Vec<u8> {
    picture.payload.original().to_vec()
}

#[wasm_bindgen_test]
async fn what_the_ring_evicts_is_freed() {
    let mut stage = Stage::new();
    stage.play_keeping(&scope().location().origin(), ReplayLimits { seconds: 600, mebibytes: 1 });
    stage.feed();
    // With comments, to be large.
    let mut large = RED[..2].to_vec();
    for _ in 0..4 {
        large.extend([0xff, 0xfe, 0xff, 0xff]);
        large.extend(vec![0; 0xffff - 2]);
    }
    large.extend_from_slice(&RED[2..]);
    let mut held = Vec::new();
    for _ in 0..20 {
        stage.pictures(&[&large]);
        let engine = stage.engine.borrow();
        assert!(
            engine.stream.history().frames().bytes() <= 1 << 20
                && engine.stream.history().frames().len() <= 3
        );
        held.push(Rc::downgrade(&engine.stream.history().frames().newest().unwrap().payload));
    }
    stage.drawn(2).await;
    let alive = held.iter().filter(|picture| picture.upgrade().is_some()).count();
    assert_eq!(alive, 3, "those in the ring, the last of which is shown");
    stage.play_keeping("http://127.0.0.1:9/", ReplayLimits::default());
    assert_eq!(stage.engine.borrow().stream.history().frames().len(), 0, "another camera");
}
