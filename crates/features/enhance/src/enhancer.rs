//! The two ways behind one face.

use std::fmt;

use enhancement::chain::Chain;
use enhancement::mean::Count;
use enhancement::{Enhancements, Setting};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{ImageBitmap, OffscreenCanvasRenderingContext2d};

use crate::cpu::Cpu;
use crate::gl::Gl;

/// Pictures of one stream and of one size, the last of which is kept to be drawn again.
#[wasm_bindgen]
pub struct Enhancer {
    way: Way,
    count: Count,
}

enum Way {
    Gl(Box<Gl>),
    Cpu(Box<Cpu>),
}

/// Which ways may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ways {
    /// The graphics processor, and where there is none, our own.
    Both,
    /// After the graphics processor has failed.
    CpuOnly,
    /// WebGL2 without a graphics processor, too.
    #[cfg(all(test, target_arch = "wasm32"))]
    AnyGl,
}

/// An enhancer for pictures of that size. Nothing if there is no way for them; the graphics processor
/// is left alone if `cpu_only`.
#[wasm_bindgen]
#[must_use]
pub fn make_enhancer(width: u32, height: u32, cpu_only: bool) -> Option<Enhancer> {
    Enhancer::new((width, height), if cpu_only { Ways::CpuOnly } else { Ways::Both })
}

#[wasm_bindgen]
impl Enhancer {
    /// Takes the next picture, of which [`Setting::Stack`] make a mean. `values` are those of all
    /// settings. `false` if this way has come to an end.
    pub fn take(&mut self, picture: &ImageBitmap, values: &[i16]) -> bool {
        self.take_picture(picture, &Enhancements::from_values(values)).is_some()
    }

    /// Draws the picture that was taken last. `false` if this way has come to an end.
    pub fn draw(&mut self, values: &[i16], on: &OffscreenCanvasRenderingContext2d) -> bool {
        self.draw_picture(&Enhancements::from_values(values), on).is_some()
    }

    /// The next picture begins a mean of its own.
    pub fn restart(&mut self) {
        self.count = Count::default();
    }

    /// Whether the graphics processor does it.
    #[must_use]
    pub fn is_by_graphics(&self) -> bool {
        matches!(self.way, Way::Gl(_))
    }

    /// How many pictures are in the mean that was drawn.
    #[must_use]
    pub fn stacked(&self) -> u16 {
        self.count.get().max(1)
    }
}

#[cfg(all(test, target_arch = "wasm32"))]
impl Enhancer {
    /// Has the browser take the graphics processor away, if it is used. Returns whether it is.
    pub(crate) fn lose(&self) -> bool {
        if let Way::Gl(gl) = &self.way {
            gl.lose();
        }
        self.is_by_graphics()
    }

    /// Whether both are done by the graphics processor, in one context.
    pub(crate) fn is_beside(&self, other: &Self) -> bool {
        match (&self.way, &other.way) {
            (Way::Gl(one), Way::Gl(other)) => one.is_beside(other),
            _ => false,
        }
    }
}

impl fmt::Debug for Enhancer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Enhancer").field(&self.count).finish()
    }
}

impl Enhancer {
    /// `None` if there is no way for pictures of this size.
    pub(crate) fn new(size: (u32, u32), ways: Ways) -> Option<Self> {
        let (width, height) = size;
        let gl = || Gl::new(width, height, ways != Ways::Both);
        let gl = if ways == Ways::CpuOnly { None } else { gl() };
        let way = match gl {
            Some(gl) => Way::Gl(Box::new(gl)),
            None => Way::Cpu(Box::new(Cpu::new(width, height)?)),
        };
        Some(Self { way, count: Count::default() })
    }

    /// Takes the next picture, of which [`Setting::Stack`] make a mean. `None` if this way has come to an end.
    pub(crate) fn take_picture(&mut self, picture: &ImageBitmap, enhancements: &Enhancements) -> Option<()> {
        let stack = u16::try_from(enhancements.get(Setting::Stack)).unwrap_or(1);
        let divisor = if stack > 1 {
            self.count.add(stack)
        } else {
            self.count = Count::default();
            0
        };
        match &mut self.way {
            Way::Gl(gl) if gl.is_lost() => None,
            Way::Gl(gl) => gl.take(picture, divisor),
            Way::Cpu(cpu) => cpu.take(picture, divisor),
        }
    }

    /// Draws the picture that was taken last. `None` if this way has come to an end.
    pub(crate) fn draw_picture(
        &mut self,
        enhancements: &Enhancements,
        on: &OffscreenCanvasRenderingContext2d,
    ) -> Option<()> {
        let stacks = enhancements.get(Setting::Stack) > 1;
        if !stacks {
            self.restart();
        }
        let chain = (!enhancements.is_neutral()).then(|| Chain::from(enhancements));
        match &mut self.way {
            Way::Gl(gl) if gl.is_lost() => None,
            Way::Gl(gl) => gl.draw(chain.as_ref(), stacks, on),
            Way::Cpu(cpu) => cpu.draw(chain.as_ref(), stacks, on),
        }
    }
}
