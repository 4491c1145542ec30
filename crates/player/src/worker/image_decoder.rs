//! `ImageDecoder` of [WebCodecs](https://www.w3.org/TR/webcodecs/#imagedecoder-interface), which `web_sys` has only among
//! what is not stable, and what of `VideoFrame` it lacks.

use js_sys::{JsString, Object, Promise, Reflect, Uint8Array, Uint8ClampedArray};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::VideoFrame;

/// Decodes one picture. Closed when dropped, and not when the garbage collector gets to it.
pub(super) struct ImageDecoder(Decoder);

/// Whether this page may use it.
pub(super) fn exists() -> bool {
    Reflect::has(&js_sys::global(), &"ImageDecoder".into()).unwrap_or(false)
}

impl ImageDecoder {
    /// Takes `jpeg`, of which the browser makes its one copy at once. Decodes it about as small as `size`, if one is given and the
    /// browser can.
    pub(super) fn new(jpeg: &Uint8Array, size: Option<(u32, u32)>) -> Result<Self, JsValue> {
        let init = init(size)?;
        Reflect::set(&init, &"data".into(), jpeg)?;
        Decoder::new(&init).map(Self)
    }

    /// Begins. What comes of it goes to [`decoded`].
    pub(super) fn decode(&self) -> Result<Promise, JsValue> {
        self.0.decode()
    }
}

impl Drop for ImageDecoder {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The frame in what [`ImageDecoder::decode`] has promised.
pub(super) fn decoded(result: &JsValue) -> Result<VideoFrame, JsValue> {
    Reflect::get(result, &"image".into())?.dyn_into()
}

/// Copies the frame's pixels, as RGB for a screen.
pub(super) fn copy(frame: &VideoFrame, to: &Uint8ClampedArray) -> Result<Promise, JsValue> {
    thread_local! {
        static OPTIONS: Object = {
            let options = Object::new();
            // Fails for frozen objects only.
            let _ = Reflect::set(&options, &"format".into(), &"RGBA".into());
            let _ = Reflect::set(&options, &"colorSpace".into(), &"srgb".into());
            options
        };
    }
    OPTIONS.with(|options| frame.unchecked_ref::<Frame>().copy_to(to, options))
}

fn init(size: Option<(u32, u32)>) -> Result<Object, JsValue> {
    thread_local! {
        static TYPE: JsString = "image/jpeg".into();
    }
    let init = Object::new();
    TYPE.with(|kind| Reflect::set(&init, &"type".into(), kind))?;
    if let Some((width, height)) = size {
        Reflect::set(&init, &"desiredWidth".into(), &width.into())?;
        Reflect::set(&init, &"desiredHeight".into(), &height.into())?;
    }
    Ok(init)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = ImageDecoder)]
    type Decoder;
    #[wasm_bindgen(constructor, js_class = "ImageDecoder", catch)]
    fn new(init: &Object) -> Result<Decoder, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &Decoder) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Decoder);

    type Frame;
    #[wasm_bindgen(method, catch, js_name = copyTo)]
    fn copy_to(this: &Frame, pixels: &Uint8ClampedArray, options: &Object) -> Result<Promise, JsValue>;
}
