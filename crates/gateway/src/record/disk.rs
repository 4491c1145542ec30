//! One file on the disk: what was written whole stays, whatever happens after it.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use recording::{About, Container, Error, Limits, Picture, Seal, Writer};

/// Where a recording goes.
pub(super) trait Disk: Write + Seek {
    /// Takes off what is after the first `bytes`.
    fn cut(&mut self, bytes: u64) -> io::Result<()>;
    /// Waits until all is safe.
    fn sync(&mut self) -> io::Result<()>;
}

impl Disk for File {
    fn cut(&mut self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// Why a picture is not in the file.
#[derive(Debug, thiserror::Error)]
pub(super) enum PictureError {
    #[error(transparent)]
    Recording(#[from] Error),
    #[error("the file cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// A file that is being recorded.
#[derive(Debug)]
pub(super) struct Output<D> {
    disk: D,
    writer: Writer,
    /// Bytes that are there, whole elements all of them.
    written: u64,
    frames: u64,
}

impl<D: Disk> Output<D> {
    /// Begins a file for pictures of this size.
    pub(super) fn begin(disk: D, container: Container, about: &About, size: (u16, u16)) -> io::Result<Self> {
        let writer = Writer::new(container, about, size, Limits::default());
        let mut output = Self { disk, writer, written: 0, frames: 0 };
        output.append()?;
        Ok(output)
    }

    /// Writes a picture. After a failure of the disk the file ends with the picture before: begin no further one.
    pub(super) fn picture(&mut self, picture: &Picture<'_>) -> Result<(), PictureError> {
        self.writer.picture(picture)?;
        self.append()?;
        self.frames += 1;
        Ok(())
    }

    /// Ends the file. If the disk has no room for its end, it is left as one that was never ended.
    pub(super) fn finish(mut self, now: u64, lost: u64) -> io::Result<Seal> {
        let ending = self.writer.finish(now, lost);
        if let Err(error) = self.disk.write_all(&ending.tail).and_then(|()| self.disk.flush()) {
            let _ = self.disk.cut(self.written);
            return Err(error);
        }
        for patch in &ending.patches {
            self.disk.seek(SeekFrom::Start(patch.offset))?;
            self.disk.write_all(&patch.bytes)?;
        }
        self.disk.sync()?;
        Ok(ending.seal)
    }

    /// Bytes of the file so far.
    pub(super) fn bytes(&self) -> u64 {
        self.written
    }

    /// Pictures in the file.
    pub(super) fn frames(&self) -> u64 {
        self.frames
    }

    fn append(&mut self) -> io::Result<()> {
        let bytes = self.writer.take();
        if let Err(error) = self.disk.write_all(&bytes) {
            // The file is good without: what a failed cut leaves is a picture that is not whole.
            let _ = self.disk.cut(self.written);
            return Err(error);
        }
        self.written += bytes.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, ErrorKind};

    use recording::{CameraText, Moment, verify};

    use super::*;

    /// A disk with room for so many bytes.
    struct Small<'a> {
        file: &'a mut Cursor<Vec<u8>>,
        room: usize,
    }

    impl Write for Small<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let position = usize::try_from(self.file.position()).unwrap();
            let left = self.room.saturating_sub(position);
            if left == 0 && !bytes.is_empty() {
                return Err(ErrorKind::StorageFull.into());
            }
            self.file.write(&bytes[..bytes.len().min(left)])
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Seek for Small<'_> {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.file.seek(to)
        }
    }

    impl Disk for Small<'_> {
        fn cut(&mut self, bytes: u64) -> io::Result<()> {
            self.file.get_mut().truncate(usize::try_from(bytes).unwrap());
            Ok(())
        }

        fn sync(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Records up to ten pictures of 100 bytes; how many are in, and whether the file could be ended.
    fn record(container: Container, file: &mut Cursor<Vec<u8>>, room: usize) -> io::Result<(u64, bool)> {
        let about = About { source: "x".to_owned(), serial: None, firmware: None, begun: 0 };
        let mut output = Output::begin(Small { file, room }, container, &about, (8, 8))?;
        for index in 0..10 {
            let moment = Moment { arrival: index, camera: None, text: CameraText::default() };
            let picture = Picture { jpeg: &[7; 100], size: (8, 8), time: index, moment, lost: 0, gap: false };
            match output.picture(&picture) {
                Ok(()) => {}
                Err(PictureError::Disk(error)) => {
                    assert_eq!(error.kind(), ErrorKind::StorageFull);
                    return Ok((output.frames(), false));
                }
                Err(error) => panic!("{error}"),
            }
        }
        let frames = output.frames();
        Ok((frames, output.finish(0, 0).is_ok()))
    }

    #[test]
    fn a_full_disk_loses_nothing_of_what_is_recorded() {
        for container in Container::ALL {
            let mut outcomes = Vec::new();
            for room in (600..9000).step_by(7) {
                let mut file = Cursor::new(Vec::new());
                let Ok((frames, ended)) = record(container, &mut file, room) else { continue };
                let findings = verify(&file.get_ref()[..]).unwrap();
                let found = (findings.frames, findings.finished, findings.fault);
                assert_eq!(found, (frames, ended, None), "{container:?} {room}");
                outcomes.push((frames, ended));
            }
            outcomes.dedup();
            let partial: Vec<_> = (0..=10).map(|frames| (frames, false)).chain([(10, true)]).collect();
            assert!(outcomes.ends_with(&partial[2..]), "{container:?}: {outcomes:?}");
        }
    }
}
