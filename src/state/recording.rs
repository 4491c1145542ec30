//! Recordings: the running one, the settings of the next, and those that earlier sessions left.

use player::{Container, RecordedFile, RecordingProgress};

/// The state of recordings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recordings {
    /// How the recording goes, while there is one.
    pub progress: Option<RecordingProgress>,
    /// The format of the next one.
    pub container: Container,
    /// The start of the next one.
    pub pre_roll: PreRoll,
    /// Name of the folder for the files; `None` for the browser's downloads.
    pub folder: Option<String>,
    /// Recordings that earlier sessions left.
    pub left: Vec<RecordedFile>,
}

/// The start of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PreRoll {
    /// With the next picture.
    None,
    /// With the last ten seconds, as far as they are kept.
    TenSeconds,
    /// With all that is kept.
    #[default]
    All,
}

impl PreRoll {
    /// From the least on.
    pub const ALL: [Self; 3] = [Self::None, Self::TenSeconds, Self::All];

    /// From which arrival on, milliseconds since 1970, for a recording that begins at `now`.
    #[must_use]
    pub fn from(self, now: f64) -> Option<f64> {
        match self {
            Self::None => None,
            Self::TenSeconds => Some(now - 10_000.0),
            Self::All => Some(0.0),
        }
    }
}

/// Changes of it.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordingChange {
    /// It goes on so.
    Going(RecordingProgress),
    /// It is over.
    Over,
    /// The format of the next one.
    Container(Container),
    /// The start of the next one.
    PreRoll(PreRoll),
    /// Where the files go from now on.
    Folder(Option<String>),
    /// An earlier visit has left this.
    Left(RecordedFile),
    /// That was saved or deleted.
    Settled(RecordedFile),
}

impl Recordings {
    pub(super) fn change(&mut self, change: RecordingChange) {
        match change {
            RecordingChange::Going(progress) => self.progress = Some(progress),
            RecordingChange::Over => self.progress = None,
            RecordingChange::Container(container) => self.container = container,
            RecordingChange::PreRoll(pre_roll) => self.pre_roll = pre_roll,
            RecordingChange::Folder(folder) => self.folder = folder,
            // A player that is made anew tells it again.
            RecordingChange::Left(file) if self.left.contains(&file) => {}
            RecordingChange::Left(file) => self.left.push(file),
            RecordingChange::Settled(file) => self.left.retain(|left| *left != file),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_begins_before_it_as_far_as_is_wanted() {
        let begins = PreRoll::ALL.map(|pre_roll| pre_roll.from(1e12));
        assert_eq!(begins, [None, Some(1e12 - 10_000.0), Some(0.0)]);
        assert_eq!(Recordings::default().pre_roll, PreRoll::All);
    }

    #[test]
    fn what_was_left_is_offered_once() {
        let file = RecordedFile {
            camera: "yard".into(),
            extension: "mkv".into(),
            begun_ms: 1,
            part: 1,
            bytes: 10,
            frames: None,
            lost: 0,
        };
        let mut recordings = Recordings::default();
        recordings.change(RecordingChange::Left(file.clone()));
        recordings.change(RecordingChange::Left(file.clone()));
        assert_eq!(recordings.left.len(), 1);
        recordings.change(RecordingChange::Settled(file));
        assert!(recordings.left.is_empty());
    }
}
