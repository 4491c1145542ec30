//! One recording: pictures out of the browser's memory, through the [`Session`], to the [`Disk`] and to the folder that a
//! person has picked.

use js_sys::{ArrayBuffer, Uint8Array};
use recording::Ending;
use wasm_bindgen::JsCast;
use web_sys::FileSystemDirectoryHandle;

use super::super::kept;
use super::disk::{self, Disk, MOST_MEMORY};
use super::folder::FolderFile;
use crate::recording::{Place, Received, RecordedFile, RecordingEnd, RecordingProgress, Session, Step};

/// What the page is to be told.
pub(super) enum News {
    /// A file can be handed over.
    Finished(RecordedFile, Place),
    /// The folder is left alone from now on.
    FolderFailed(RecordingEnd),
}

/// What is recorded so far.
pub(super) struct Work {
    session: Session,
    /// The folder that a person has picked, as long as it can be written to.
    folder: Option<FileSystemDirectoryHandle>,
    file: Option<File>,
    /// Memory of a picture, to be used by the next.
    spare: Vec<u8>,
    news: Vec<News>,
}

/// The file that is open.
struct File {
    /// Says when it began, which its name tells, a little later than the session if there was one of that name.
    begun_ms: u64,
    disk: Disk,
    copy: Option<FolderFile>,
}

impl Work {
    pub(super) fn new(session: Session, folder: Option<FileSystemDirectoryHandle>) -> Self {
        Self { session, folder, file: None, spare: Vec::new(), news: Vec::new() }
    }

    pub(super) fn progress(&self) -> RecordingProgress {
        let durable = self.file.as_ref().is_some_and(|file| file.disk.is_durable());
        RecordingProgress { durable, ..self.session.progress }
    }

    /// What has happened since this was asked.
    pub(super) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// Records a picture before which `refused` more could not wait. An error ends the recording; what is whole
    /// stays, after [`end`](Self::end).
    pub(super) async fn picture(
        &mut self,
        picture: &kept::Received,
        refused: u64,
    ) -> Result<(), RecordingEnd> {
        let received = Received {
            arrived: picture.wall,
            captured: picture.captured,
            lost: u64::from(picture.lost) + refused,
            gap: picture.gap,
        };
        let buffer = match picture.payload.original() {
            Ok(original) => original.array_buffer().await,
            Err(error) => Err(error),
        };
        let Ok(buffer) = buffer else {
            // The browser has let go of it.
            self.session.lose(&received);
            return Ok(());
        };
        let bytes = Uint8Array::new(buffer.unchecked_ref::<ArrayBuffer>());
        self.spare.resize(bytes.length() as usize, 0);
        bytes.copy_to(&mut self.spare);
        let steps = self.session.picture(&self.spare, &received);
        self.follow(steps).await
    }

    /// Ends the recording; `refused` pictures came after the last one.
    pub(super) async fn end(&mut self, refused: u64) -> Result<(), RecordingEnd> {
        let now = js_sys::Date::now();
        for _ in 0..refused {
            self.session.lose(&Received { arrived: now, captured: None, lost: 0, gap: false });
        }
        let mut steps = Vec::new();
        self.session.finish(now, &mut steps);
        self.follow(steps).await
    }

    async fn follow(&mut self, steps: Vec<Step>) -> Result<(), RecordingEnd> {
        for step in steps {
            match step {
                Step::Begin(about) => self.begin(about).await,
                Step::Append(bytes) => self.append(&bytes).await?,
                Step::End(about, ending) => self.finish(about, Some(&ending)).await?,
            }
        }
        Ok(())
    }

    async fn begin(&mut self, mut about: RecordedFile) {
        disk::distinguish(&mut about, self.folder.as_ref()).await;
        let disk = Disk::begin(&about).await;
        let copy = match &self.folder {
            Some(folder) => Some(FolderFile::begin(folder, &about).await),
            None => None,
        };
        let copy = copy.transpose().unwrap_or_else(|why| {
            self.folder_failed(why);
            None
        });
        self.file = Some(File { begun_ms: about.begun_ms, disk, copy });
    }

    async fn append(&mut self, bytes: &[u8]) -> Result<(), RecordingEnd> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let full = !file.disk.is_durable() && self.session.progress.bytes > MOST_MEMORY;
        let appended = if full { Err(RecordingEnd::MemoryFull) } else { file.disk.append(bytes) };
        if let Err(end) = appended {
            // Both stay as they are: good up to the last whole picture.
            if let Some(about) = self.session.give_up() {
                // What is kept is worth more than why it ends.
                let _ = self.finish(about, None).await;
            }
            return Err(end);
        }
        if let Some(copy) = &mut file.copy
            && let Err(why) = copy.append(bytes).await
        {
            if let Some(copy) = file.copy.take() {
                copy.remove().await;
            }
            self.folder_failed(why);
        }
        Ok(())
    }

    /// Ends the file, and has it handed over: where the folder has all of it, from there.
    async fn finish(&mut self, about: RecordedFile, ending: Option<&Ending>) -> Result<(), RecordingEnd> {
        let Some(File { begun_ms, disk, copy }) = self.file.take() else { return Ok(()) };
        let mut about = RecordedFile { begun_ms, ..about };
        if let Some(copy) = copy {
            match copy.end(ending).await {
                Ok((name, bytes)) => {
                    disk.discard(&about.stored_name()).await;
                    about.bytes = bytes;
                    self.news.push(News::Finished(about, Place::Folder(name)));
                    return Ok(());
                }
                Err(why) => self.folder_failed(why),
            }
        }
        let durable = disk.is_durable();
        let (blob, failed) = disk.end(ending).await?;
        if durable {
            // Otherwise it is offered once more.
            let _ = disk::handed_over(&about.stored_name()).await;
        }
        about.bytes = blob.size() as u64;
        self.news.push(News::Finished(about, Place::Browser(blob)));
        failed.map_or(Ok(()), Err)
    }

    fn folder_failed(&mut self, why: RecordingEnd) {
        self.folder = None;
        self.news.push(News::FolderFailed(why));
    }
}
