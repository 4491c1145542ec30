//! From a setting and a frame number to a frame.

use std::sync::Arc;

use jpeg_encoder::EncodingError;
use sha2::{Digest as _, Sha256};
use vapix::{Rotation, View};

use crate::clock::FrameClock;
use crate::device::{Device, cropped, fixed_window};
use crate::picture::raster::{Color, Picture};
use crate::picture::{Frame, Overlay, Product, encode};
use crate::scene::{Moment, Painter, Scene};
use crate::setting::Setting;

/// The data that all renderers share.
#[derive(Debug)]
pub(crate) struct Studio {
    pub(crate) scene: Scene,
    pub(crate) device: Device,
    pub(crate) clock: FrameClock,
    pub(crate) product: Product,
}

/// Makes the frames of one setting. The same number gives the same scene in every setting.
pub(crate) struct Renderer {
    studio: Arc<Studio>,
    setting: Setting,
    /// One for each view in the picture.
    painters: Vec<(u16, Painter)>,
}

impl Renderer {
    pub(crate) fn new(studio: Arc<Studio>, setting: Setting) -> Self {
        let views = match setting.view {
            View::Number(number) => vec![number],
            View::Quad => vec![1, 2, 3, 4],
        };
        let painters = views.into_iter().map(|view| (view, Painter::new(studio.scene.clone()))).collect();
        Self { studio, setting, painters }
    }

    /// Draws and encodes a frame. Takes some milliseconds of a processor.
    pub(crate) fn frame(&mut self, number: u64) -> Result<Frame, EncodingError> {
        let Studio { clock, product, .. } = &*self.studio;
        let (time, product) = (clock.timestamp(number), *product);
        let mut picture = self.paint(number);
        if self.setting.color_level < 100 {
            picture.desaturate(self.setting.color_level);
        }
        if self.setting.mirror {
            picture.mirror();
        }
        picture = match self.setting.rotation {
            Rotation::Deg0 => picture,
            Rotation::Deg90 => picture.turned(),
            Rotation::Deg180 => {
                picture.turn_over();
                picture
            }
            Rotation::Deg270 => {
                picture.turn_over();
                picture.turned()
            }
        };
        let name = self.name();
        Overlay { number, time, name: &name, text: self.setting.text }.draw(&mut picture);
        let quality = 100u8.saturating_sub(self.setting.compression).max(1);
        let jpeg = encode(&picture, quality, time, product)?;
        let sha256 = Sha256::digest(&jpeg).into();
        Ok(Frame { number, time, jpeg, sha256 })
    }

    fn paint(&mut self, number: u64) -> Picture {
        let Self { studio, setting, painters } = self;
        let (width, height) = (usize::from(setting.size.width()), usize::from(setting.size.height()));
        let moment = Moment { seconds: studio.clock.seconds(number), time: studio.clock.timestamp(number) };
        let seen = studio.device.ptz().state(studio.clock.instant(number)).window();
        let (aspect_width, aspect_height) = (f32::from(setting.aspect.0), f32::from(setting.aspect.1));
        let window = |view| cropped(fixed_window(view).unwrap_or(seen), aspect_width, aspect_height);
        if let [(view, painter)] = painters.as_mut_slice() {
            return painter.paint(window(*view), width, height, moment);
        }
        // Chroma has half the samples, so the quarters begin at even places.
        let (half_width, half_height) = ((width / 2) & !1, (height / 2) & !1);
        let mut quad = Picture::new(width, height, Color::BLACK);
        for (index, (view, painter)) in painters.iter_mut().enumerate() {
            let quarter = painter.paint(window(*view), half_width, half_height, moment);
            quad.place(&quarter, index % 2 * half_width, index / 2 * half_height);
        }
        quad
    }

    /// The name of the view, as the parameters have it.
    fn name(&self) -> String {
        match self.setting.view {
            View::Quad => "Quad".to_owned(),
            View::Number(number) => {
                let name = format!("Image.I{}.Name", number.saturating_sub(1));
                self.studio.device.parameters().value(&name).unwrap_or_default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;
    use crate::setting::Resolved;
    use crate::strip::read_strip;
    use vapix::ImageArguments;

    fn studio() -> Arc<Studio> {
        let options = Options::default();
        Arc::new(Studio {
            scene: Scene::new(1),
            device: Device::new(&options),
            clock: FrameClock::start(25),
            product: Product { hardware: 1, firmware: options.firmware, serial: options.serial },
        })
    }

    fn renderer(studio: &Arc<Studio>, query: &str) -> Renderer {
        let settings = studio.device.settings();
        let resolved = Resolved::of(&ImageArguments::from_query(query), &settings).unwrap();
        Renderer::new(Arc::clone(studio), resolved.setting)
    }

    /// The picture as it goes to the encoder, without text and strip.
    fn painted(query: &str) -> Picture {
        renderer(&studio(), query).paint(100)
    }

    #[tokio::test]
    async fn a_number_is_one_frame() {
        let studio = studio();
        let frame = |query, number| renderer(&studio, query).frame(number).unwrap();
        assert_eq!(frame("resolution=160x90", 7).sha256, frame("resolution=160x90", 7).sha256);
        assert_ne!(frame("resolution=160x90", 7).sha256, frame("resolution=160x90", 8).sha256);
        assert_eq!(frame("resolution=160x90", 7).time, frame("resolution=320x240&rotation=90", 7).time);
    }

    #[tokio::test]
    async fn narrower_pictures_are_cut_and_not_squeezed() {
        let wide = painted("resolution=640x360&camera=4");
        let narrow = painted("resolution=480x360&camera=4");
        let row = |picture: &Picture, from, to| picture.luma.row(100)[from..to].to_vec();
        let (wide, narrow) = (row(&wide, 80, 560), row(&narrow, 0, 480));
        let differences = wide.iter().zip(&narrow).filter(|(a, b)| a.abs_diff(**b) > 2).count();
        assert!(differences < 24, "{differences} of 480 samples differ");
    }

    #[tokio::test]
    async fn the_quad_holds_all_views() {
        let quad = painted("resolution=640x360&camera=quad");
        for (view, left, top) in [(1, 0, 0), (2, 320, 0), (3, 0, 180), (4, 320, 180)] {
            let single = painted(&format!("resolution=320x180&camera={view}"));
            for y in [0, 90, 179] {
                assert_eq!(single.luma.row(y), &quad.luma.row(top + y)[left..left + 320], "view {view}");
            }
        }
    }

    #[tokio::test]
    async fn the_strip_gives_the_number_whatever_the_rotation() {
        use crate::picture::raster::Plane;
        for query in ["rotation=0", "rotation=90&mirror=1", "rotation=180", "rotation=270&camera=quad"] {
            let mut renderer = renderer(&studio(), &format!("resolution=160x120&{query}"));
            let mut picture = renderer.paint(0);
            if renderer.setting.rotation.is_sideways() {
                picture = picture.turned();
            }
            Overlay { number: 4711, time: Default::default(), name: "", text: true }.draw(&mut picture);
            let Plane { width, height, .. } = picture.luma;
            let read =
                read_strip(width as u32, height as u32, |x, y| picture.luma.row(y as usize)[x as usize]);
            assert_eq!(read, Some(4711), "{query}");
        }
    }
}
