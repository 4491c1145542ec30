//! The bytes of frames, in slabs outside of our memory, which would never shrink again. Blobs would
//! cost two other processes of the browser more than all else of a small picture.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint8Array;
use stream::history::{Backing, Place, Slabs, Stored};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// The memory of all streams' frames. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub(super) struct Memory(Rc<RefCell<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    slabs: Slabs,
    arrays: Arrays,
}

/// By the number of the slab.
#[derive(Debug, Default)]
struct Arrays(Vec<Option<Uint8Array>>);

/// Bytes that are stored until this is dropped.
#[derive(Debug)]
pub(super) struct Block {
    stored: Stored,
    memory: Memory,
}

impl Memory {
    /// Copies `bytes`. `None` if the browser has no memory for them.
    pub(super) fn store(&self, bytes: &[u8]) -> Option<Block> {
        let mut inner = self.0.borrow_mut();
        let Inner { slabs, arrays } = &mut *inner;
        let stored = slabs.store(bytes.len(), arrays)?;
        if let Some(view) = slabs.place(&stored).and_then(|place| arrays.view(place)) {
            view.copy_from(bytes);
        }
        Some(Block { stored, memory: self.clone() })
    }

    /// Whether all slabs take at most `limit` bytes once so many more are stored.
    pub(super) fn has_room(&self, length: usize, limit: usize) -> bool {
        let Inner { slabs, arrays } = &mut *self.0.borrow_mut();
        while slabs.total_with(length) > limit {
            if !slabs.compact(arrays) {
                return false;
            }
        }
        true
    }

    /// Bytes of all slabs.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn total(&self) -> usize {
        self.0.borrow().slabs.total()
    }

    /// Bytes of what is stored.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn live(&self) -> usize {
        self.0.borrow().slabs.live()
    }

    /// Whether the browser has memory for so many bytes.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn would_store(&self, length: f64) -> bool {
        FallibleArray::new(length).is_ok()
    }
}

impl Block {
    /// A view of the bytes, to be used before anything else is stored or dropped: they may move then.
    pub(super) fn view(&self) -> Uint8Array {
        let Inner { slabs, arrays } = &*self.memory.0.borrow();
        let view = slabs.place(&self.stored).and_then(|place| arrays.view(place));
        view.unwrap_or_else(|| Uint8Array::new_with_length(0))
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let Inner { slabs, arrays } = &mut *self.memory.0.borrow_mut();
        slabs.free(&self.stored, arrays);
    }
}

impl Arrays {
    fn view(&self, Place { slab, offset, length }: Place) -> Option<Uint8Array> {
        let array = self.0.get(slab)?.as_ref()?;
        // A slab is smaller than 4 GiB.
        Some(array.subarray(offset as u32, (offset + length) as u32))
    }
}

impl Backing for Arrays {
    fn make(&mut self, slab: usize, size: usize) -> bool {
        let Ok(array) = FallibleArray::new(size as f64) else { return false };
        self.0.resize(self.0.len().max(slab + 1), None);
        self.0[slab] = Some(array.unchecked_into());
        true
    }

    fn copy(&mut self, from: Place, to: Place) {
        if let Some((from, to)) = self.view(from).zip(self.view(to)) {
            to.set(&from, 0);
        }
    }

    fn free(&mut self, slab: usize) {
        self.0[slab] = None;
    }
}

#[wasm_bindgen]
extern "C" {
    /// `Uint8Array`, whose constructor throws where there is no memory.
    #[wasm_bindgen(js_name = Uint8Array)]
    type FallibleArray;
    #[wasm_bindgen(constructor, js_class = "Uint8Array", catch)]
    fn new(length: f64) -> Result<FallibleArray, JsValue>;
}
