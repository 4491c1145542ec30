//! Pictures that are shown smaller are decoded smaller, and whole again as soon as more of them is wanted.

use super::*;
use crate::worker::image_decoder;

impl Stage {
    pub(super) fn reduce(&self, reduction: Reduction) {
        receive(&self.engine, ToWorker::Reduce(reduction), JsValue::UNDEFINED);
    }

    fn canvas_size(&self) -> (u32, u32) {
        (self.canvas.width(), self.canvas.height())
    }

    pub(super) fn reduction(&self) -> Reduction {
        let engine = self.engine.borrow();
        engine.report().reduction
    }

    /// Waits until the picture that is shown was drawn whole.
    async fn whole(&self) {
        while self.reduction() != Reduction::None {
            turn().await;
        }
    }
}

/// A picture of 64x48 that is shown at a quarter.
async fn reduced(decoding: Decoding) -> Stage {
    let mut stage = Stage::playing_loaded(Some(decoding)).await;
    stage.reduce(Reduction::Quarter);
    stage.pictures(&[RED]);
    stage.drawn(1).await;
    stage
}

#[wasm_bindgen_test]
async fn a_picture_is_decoded_as_small_as_it_is_shown_and_told_as_it_is() {
    for decoding in Decoding::ALL {
        let stage = reduced(decoding).await;
        let is_asked_for = decoding != Decoding::Decoder || image_decoder::exists();
        assert!(!is_asked_for || stage.decoding() == Some(decoding), "{decoding:?}");
        // Firefox's decoder takes the wish for what it is.
        if stage.reduction() == Reduction::None {
            assert_eq!(stage.canvas_size(), (64, 48));
        } else {
            assert_eq!((stage.reduction(), stage.canvas_size()), (Reduction::Quarter, (16, 12)));
        }
        close(stage.pixel(), [200, 30, 40]);
        assert_eq!((stage.figures().width, stage.figures().height), (64, 48));
        assert_eq!(stage.snapshot().await, RED);
    }
}

#[wasm_bindgen_test]
async fn our_own_decoder_takes_pictures_as_they_come_and_leaves_the_rest() {
    let mut stage = reduced(Decoding::Wasm).await;
    for number in 2..=5 {
        let (picture, wanted) = if number % 2 == 0 { (BLUE, [20, 40, 210]) } else { (RED, [200, 30, 40]) };
        stage.pictures(&[picture]);
        stage.drawn(number).await;
        close(stage.pixel_at(4, 4), wanted);
        assert_eq!((stage.decoding(), stage.reduction()), (Some(Decoding::Wasm), Reduction::Quarter));
    }
    stage.reduce(Reduction::None);
    stage.whole().await;
    stage.pictures(&[BLUE]);
    stage.drawn(6).await;
    assert_eq!((stage.decoding(), stage.canvas_size()), (Some(Decoding::Bitmap), (32, 80)));
    // One that is broken is the browser's to judge.
    stage.reduce(Reduction::Quarter);
    stage.pictures(&[&broken()]);
    stage.drawn(7).await;
    assert_eq!(stage.figures().frames_damaged, 1);
    stage.pictures(&[RED]);
    stage.drawn(8).await;
    assert_eq!(stage.decoding(), Some(Decoding::Wasm));
}

#[wasm_bindgen_test]
async fn one_that_is_shown_larger_is_drawn_whole_though_no_other_comes() {
    let stage = reduced(Decoding::Bitmap).await;
    assert_eq!(stage.reduction(), Reduction::Quarter);
    stage.reduce(Reduction::None);
    stage.whole().await;
    assert_eq!(stage.canvas_size(), (64, 48));
    close(stage.pixel(), [200, 30, 40]);
}

#[wasm_bindgen_test]
async fn a_canvas_that_is_read_and_pictures_that_are_enhanced_are_whole() {
    let stage = reduced(Decoding::Bitmap).await;
    receive(&stage.engine, ToWorker::ReadCanvas(true), JsValue::UNDEFINED);
    stage.whole().await;
    assert_eq!(stage.canvas_size(), (64, 48));

    let stage = reduced(Decoding::Bitmap).await;
    stage.enhance(Enhancements::default().with(Setting::Invert, 1));
    stage.whole().await;
    assert_eq!(stage.canvas_size(), (64, 48));
    close(stage.pixel(), [55, 225, 215]);
}

#[wasm_bindgen_test]
async fn what_is_seen_is_saved_whole() {
    let stage = reduced(Decoding::Bitmap).await;
    receive(&stage.engine, ToWorker::Snapshot(9, true), JsValue::UNDEFINED);
    let png = posted(|message, attachment| match (message, attachment) {
        (FromWorker::Snapshot(9, Some(taken)), Some(bytes)) => {
            let bytes = Uint8Array::new(bytes.unchecked_ref::<ArrayBuffer>()).to_vec();
            Some(bytes[taken.length as usize..].to_vec())
        }
        _ => None,
    })
    .await;
    // Width and height in the first chunk (PNG, 11.2.2).
    assert_eq!(png[16..24], [0, 0, 0, 64, 0, 0, 0, 48]);
}

#[wasm_bindgen_test]
async fn pictures_are_shown_while_our_own_decoder_is_loaded() {
    let mut stage = Stage::playing_by(Some(Decoding::Wasm));
    stage.reduce(Reduction::Quarter);
    stage.pictures(&[RED]);
    assert!(!stage.has_small());
    stage.drawn(1).await;
    close(stage.pixel(), [200, 30, 40]);
    assert_eq!((stage.decoding(), stage.reduction()), (Some(Decoding::Bitmap), Reduction::Quarter));
    while !stage.has_small() {
        blob(RED).array_buffer().await.unwrap();
    }
    stage.pictures(&[BLUE]);
    stage.drawn(2).await;
    assert_eq!((stage.decoding(), stage.figures().frames_damaged), (Some(Decoding::Wasm), 0));
}

#[wasm_bindgen_test]
async fn a_picture_that_traps_our_own_decoder_is_shown_and_the_decoder_is_loaded_again() {
    let mut stage = reduced(Decoding::Wasm).await;
    assert_eq!(stage.decoding(), Some(Decoding::Wasm));
    crate::worker::features::trap_next();
    stage.pictures(&[BLUE]);
    assert!(!stage.has_small());
    stage.drawn(2).await;
    close(stage.pixel(), [20, 40, 210]);
    assert_eq!(stage.decoding(), Some(Decoding::Bitmap));
    // This one has it loaded.
    stage.pictures(&[RED]);
    stage.drawn(3).await;
    while !stage.has_small() {
        blob(RED).array_buffer().await.unwrap();
    }
    stage.pictures(&[BLUE]);
    stage.drawn(4).await;
    assert_eq!((stage.decoding(), stage.figures().frames_damaged), (Some(Decoding::Wasm), 0));
}
