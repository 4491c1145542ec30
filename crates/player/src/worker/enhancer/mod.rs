//! From the camera's picture to the one that a person asked for.

mod cpu;
mod gl;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;

use web_sys::{ImageBitmap, OffscreenCanvasRenderingContext2d};

use crate::enhance::chain::Chain;
use crate::enhance::mean::Count;
use crate::{Enhanced, EnhancedBy, Enhancements, Setting};
use cpu::Cpu;
use gl::Gl;

/// Pictures of one size, the last of which is kept to be drawn anew.
pub(super) struct Enhancer {
    way: Way,
    size: (u32, u32),
    count: Count,
}

enum Way {
    Gl(Box<Gl>),
    Cpu(Box<Cpu>),
}

/// Which ways may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ways {
    /// The graphics processor, and where there is none, our own.
    Both,
    /// After the graphics processor has failed.
    CpuOnly,
    /// WebGL2 without a graphics processor, too.
    #[cfg(all(test, target_arch = "wasm32"))]
    AnyGl,
}

impl Enhancer {
    /// `None` if there is no way for pictures of this size.
    pub(super) fn new(size: (u32, u32), ways: Ways) -> Option<Self> {
        let (width, height) = size;
        let gl = || Gl::new(width, height, ways != Ways::Both);
        let gl = if ways == Ways::CpuOnly { None } else { gl() };
        let way = match gl {
            Some(gl) => Way::Gl(Box::new(gl)),
            None => Way::Cpu(Box::new(Cpu::new(width, height)?)),
        };
        Some(Self { way, size, count: Count::default() })
    }

    /// The size of the pictures that it is for.
    pub(super) fn size(&self) -> (u32, u32) {
        self.size
    }

    /// Takes the next picture, of which [`Setting::Stack`] make a mean. `None` if this way has come to an end.
    pub(super) fn take(&mut self, picture: &ImageBitmap, enhancements: &Enhancements) -> Option<()> {
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
    pub(super) fn draw(
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

    /// The next picture begins a mean of its own.
    pub(super) fn restart(&mut self) {
        self.count = Count::default();
    }

    /// What it does.
    pub(super) fn facts(&self) -> Enhanced {
        let by = match self.way {
            Way::Gl(_) => EnhancedBy::Graphics,
            Way::Cpu(_) => EnhancedBy::Processor,
        };
        Enhanced { by, stacked: self.count.get().max(1) }
    }
}
