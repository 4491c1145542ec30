//! Telling pictures that were cut off from those of a camera that never writes an end marker.

/// A verdict on the end of a picture, given those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It ends in an end marker, or this camera never writes one.
    Whole,
    /// It has no end marker where others of its camera have one.
    CutOff,
    /// It has none, and too few came to know whether this camera writes any. If the next whole
    /// picture has one, this one was cut off; else it is whole.
    Doubtful,
}

/// Whether a camera's pictures have end markers, as far as known. Keep it over reconnections.
#[derive(Debug, Clone, Copy, Default)]
pub struct Endings {
    marked: bool,
    unmarked: u32,
}

impl Endings {
    /// Pictures without an end marker, and none with one, after which a camera is known to write none.
    const ENOUGH: u32 = 3;

    /// Judges the next picture by whether it [has an end marker](crate::Frame::is_complete).
    pub fn judge(&mut self, is_complete: bool) -> Ending {
        self.marked |= is_complete;
        if is_complete {
            return Ending::Whole;
        }
        self.unmarked = self.unmarked.saturating_add(1);
        match self.marked {
            true => Ending::CutOff,
            false if self.unmarked < Self::ENOUGH => Ending::Doubtful,
            false => Ending::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Ending, Endings};

    fn judged(complete: &[bool]) -> Vec<Ending> {
        let mut endings = Endings::default();
        complete.iter().map(|&complete| endings.judge(complete)).collect()
    }

    #[test]
    fn a_picture_without_end_is_cut_off_where_others_have_one() {
        use Ending::{CutOff, Doubtful, Whole};
        assert_eq!(judged(&[true, false, true, false]), [Whole, CutOff, Whole, CutOff]);
        assert_eq!(judged(&[false, false, true, false]), [Doubtful, Doubtful, Whole, CutOff]);
        assert_eq!(judged(&[false; 5]), [Doubtful, Doubtful, Whole, Whole, Whole], "it never writes one");
    }
}
