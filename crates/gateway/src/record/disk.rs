//! One file on the disk. Complete pictures stay in it, whatever happens afterwards.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use recording::Ending;

/// The destination of a recording.
pub(crate) trait Disk: Write + Seek {
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

/// A file that is being recorded.
#[derive(Debug)]
pub(crate) struct Output<D> {
    disk: D,
    /// Bytes that are there, whole elements all of them.
    written: u64,
}

impl<D: Disk> Output<D> {
    /// Begins a file on an empty disk.
    pub(crate) fn new(disk: D) -> Self {
        Self { disk, written: 0 }
    }

    /// Appends whole elements. After a failure the file ends where it ended before: append nothing
    /// more.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.disk.write_all(bytes) {
            // The file is good without: what a failed cut leaves is a picture that is not whole.
            let _ = self.disk.cut(self.written);
            return Err(error);
        }
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// Bytes that are there.
    pub(crate) fn written(&self) -> u64 {
        self.written
    }

    /// Waits until all that was appended is safe.
    pub(crate) fn sync(&mut self) -> io::Result<()> {
        self.disk.sync()
    }

    /// Ends the file. If the disk has no room for its end, it is left as one that was never ended.
    pub(crate) fn finish(mut self, ending: &Ending) -> io::Result<()> {
        self.append(&ending.tail)?;
        self.disk.flush()?;
        for patch in &ending.patches {
            self.disk.seek(SeekFrom::Start(patch.offset))?;
            self.disk.write_all(&patch.bytes)?;
        }
        self.disk.sync()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, ErrorKind};

    use recording::{About, CameraText, Container, Limits, Moment, Picture, Writer, verify};

    use super::*;

    /// A disk with room for a number of bytes.
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

    /// Records up to ten pictures of 100 bytes; how many are in, and whether the file could be
    /// ended.
    fn record(container: Container, file: &mut Cursor<Vec<u8>>, room: usize) -> (u64, bool) {
        let about = About { source: "x".to_owned(), serial: None, firmware: None, begun: 0 };
        let mut writer = Writer::new(container, &about, (8, 8), Limits::default());
        let mut output = Output::new(Small { file, room });
        for index in 0..10 {
            let moment = Moment { arrival: index, camera: None, text: CameraText::default() };
            let picture = Picture { jpeg: &[7; 100], size: (8, 8), time: index, moment, lost: 0, gap: false };
            writer.picture(&picture).unwrap();
            if let Err(error) = output.append(&writer.take()) {
                assert_eq!(error.kind(), ErrorKind::StorageFull);
                return (index, false);
            }
        }
        (10, output.finish(&writer.finish(0, 0)).is_ok())
    }

    #[test]
    fn a_full_disk_loses_nothing_of_what_is_recorded() {
        for container in Container::ALL {
            let mut outcomes = Vec::new();
            for room in (600..9000).step_by(7) {
                let mut file = Cursor::new(Vec::new());
                let (frames, ended) = record(container, &mut file, room);
                // There is nothing before the first picture.
                if frames == 0 {
                    assert!(file.get_ref().is_empty());
                    continue;
                }
                let findings = verify(&file.get_ref()[..]).unwrap();
                let found = (findings.frames, findings.finished, findings.fault);
                assert_eq!(found, (frames, ended, None), "{container:?} {room}");
                outcomes.push((frames, ended));
            }
            outcomes.dedup();
            let partial: Vec<_> = (1..=10).map(|frames| (frames, false)).chain([(10, true)]).collect();
            assert!(outcomes == partial, "{container:?}: {outcomes:?}");
        }
    }
}
