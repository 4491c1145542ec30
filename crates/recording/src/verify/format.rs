//! Finds, in each container, the parts that a file is written from. What it passes over is compared
//! later.

use std::io::Read;
use std::ops::Range;

use super::input::Input;
use super::{Stop, avi, matroska, zip};
use crate::Container;
use crate::tags::Tags;
use crate::writer::MOST_PICTURE;

/// Longest text of tags or of a record, and longest header.
pub(super) const TEXT: usize = 64 << 10;

/// What comes after the beginning or a picture. Ranges count from the first byte that is not
/// confirmed.
#[derive(Debug)]
pub(super) enum Next {
    Picture {
        jpeg: Range<usize>,
        record: Range<usize>,
    },
    /// The data after the last picture.
    Ending,
    /// The file ends here.
    Nothing,
}

/// The kind of file by its first bytes.
pub(super) fn container(bytes: &[u8]) -> Option<Container> {
    match *bytes.first_chunk::<4>()? {
        matroska::FIRST => Some(Container::Matroska),
        avi::FIRST => Some(Container::Avi),
        zip::FIRST => Some(Container::Zip),
        _ => None,
    }
}

/// The tags before the first picture.
pub(super) fn first_tags(container: Container, input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    match container {
        Container::Matroska => matroska::first_tags(input),
        Container::Avi => avi::first_tags(input),
        Container::Zip => zip::first_tags(input),
    }
}

/// The data after the beginning or after a picture.
pub(super) fn next(container: Container, input: &mut Input<impl Read>) -> Result<Next, Stop> {
    match container {
        Container::Matroska => matroska::next(input),
        Container::Avi => avi::next(input),
        Container::Zip => zip::next(input),
    }
}

/// The tags after the last picture and the list of pictures.
pub(super) fn last_tags(container: Container, input: &mut Input<impl Read>) -> Result<Tags, Stop> {
    match container {
        Container::Matroska => matroska::last_tags(input),
        Container::Avi => avi::last_tags(input),
        Container::Zip => zip::last_tags(input),
    }
}

/// A size that was read, if it is not over a limit.
pub(super) fn within(size: impl TryInto<usize>, most: usize) -> Option<usize> {
    size.try_into().ok().filter(|size| *size <= most)
}

/// Most bytes of a picture with what is around it.
pub(super) const MOST_AROUND: usize = MOST_PICTURE + TEXT;
