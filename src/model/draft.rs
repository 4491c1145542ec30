//! Changes to image arguments that have not been asked for yet: a slider goes through many values,
//! and each that is asked for costs the camera an encoder and the viewer a new connection.

use vapix::{Argument, ImageArguments};

/// How long a change waits for the next, milliseconds.
pub const QUIET_MS: u32 = 300;

/// The arguments as the controls show them.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    camera: String,
    /// The last reported request.
    asked: ImageArguments,
    shown: ImageArguments,
    is_changed: bool,
}

impl Draft {
    /// Nothing changed yet. `camera` is anything that tells cameras apart.
    #[must_use]
    pub fn new(camera: &str, asked: &ImageArguments) -> Self {
        Self { camera: camera.to_owned(), asked: asked.clone(), shown: asked.clone(), is_changed: false }
    }

    /// The values of the controls.
    #[must_use]
    pub fn shown(&self) -> &ImageArguments {
        &self.shown
    }

    /// Whether there is something to ask for.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Takes over what the stream is asked for now. Changes that wait win over it, unless they were
    /// meant for another camera.
    pub fn receive(&mut self, camera: &str, asked: &ImageArguments) {
        if camera != self.camera {
            *self = Self::new(camera, asked);
        } else if *asked != self.asked {
            self.asked = asked.clone();
            if !self.is_changed {
                self.shown = asked.clone();
            }
        }
    }

    /// Sets an argument, or leaves it to the camera. A value that the argument cannot take changes nothing.
    pub fn set(&mut self, argument: Argument, value: Option<&str>) {
        let before = self.shown.clone();
        match value {
            // Refused values were shown to the person where they were written.
            Some(value) => drop(self.shown.set(argument, value)),
            None => self.shown.clear(argument),
        }
        self.is_changed |= self.shown != before;
    }

    /// Leaves every argument that VAPIX has to the camera. What a pasted address had besides stays:
    /// it may be a token.
    pub fn reset(&mut self) {
        for argument in Argument::ALL {
            self.set(argument, None);
        }
    }

    /// The new request, if anything changed.
    pub fn take(&mut self) -> Option<ImageArguments> {
        let changed = std::mem::take(&mut self.is_changed);
        changed.then(|| self.shown.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(query: &str) -> ImageArguments {
        ImageArguments::from_query(query)
    }

    #[test]
    fn changes_gather_until_they_are_taken() {
        let mut draft = Draft::new("a", &arguments("fps=5"));
        assert_eq!(draft.take(), None);
        draft.set(Argument::Compression, Some("30"));
        draft.set(Argument::Compression, Some("40"));
        draft.set(Argument::Fps, None);
        assert_eq!(draft.take(), Some(arguments("compression=40")));
        assert_eq!(draft.take(), None);
    }

    #[test]
    fn what_changes_nothing_is_not_asked_for() {
        let mut draft = Draft::new("a", &arguments("fps=5"));
        draft.set(Argument::Fps, Some("5"));
        draft.set(Argument::Fps, Some("many"));
        draft.set(Argument::Mirror, None);
        assert!(!draft.is_changed());
        assert_eq!(draft.shown(), &arguments("fps=5"));
    }

    #[test]
    fn what_is_asked_elsewhere_is_shown_unless_a_change_waits() {
        let mut draft = Draft::new("a", &arguments(""));
        draft.receive("a", &arguments("fps=5"));
        assert_eq!(draft.shown(), &arguments("fps=5"));
        draft.set(Argument::Fps, Some("10"));
        draft.receive("a", &arguments("fps=7"));
        assert_eq!(draft.take(), Some(arguments("fps=10")));
        // The answer to our own request is no news.
        draft.receive("a", &arguments("fps=10"));
        assert_eq!(draft.shown(), &arguments("fps=10"));
    }

    #[test]
    fn a_change_for_one_camera_does_not_reach_another() {
        let mut draft = Draft::new("a", &arguments(""));
        draft.set(Argument::Fps, Some("10"));
        draft.receive("b", &arguments("camera=2"));
        assert_eq!((draft.take(), draft.shown()), (None, &arguments("camera=2")));
    }

    #[test]
    fn a_reset_keeps_what_is_not_vapix() {
        let mut draft = Draft::new("a", &arguments("fps=5&resolution=640x480&token=x"));
        draft.reset();
        assert_eq!(draft.take(), Some(arguments("token=x")));
        draft.reset();
        assert!(!draft.is_changed());
    }
}
