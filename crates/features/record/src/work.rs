//! One recording: pictures out of the browser's memory, through the [`Session`], to the [`Disk`]
//! and to the folder that a person has picked.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;

use recording::report::{RecordedFile, RecordingEnd, RecordingProgress};
use recording::session::{self, Begun, Effect, Ended, Received, Session, Totals};
use recording::{Container, Ending};
use web_sys::{Blob, FileSystemDirectoryHandle};

use crate::disk::{self, Disk, MOST_MEMORY};
use crate::folder::FolderFile;
use crate::tasks::beside;

/// What is recorded, and into what.
pub(crate) struct Options {
    pub(crate) container: Container,
    /// What the camera is called in file names.
    pub(crate) camera: String,
    /// The camera's address without secrets.
    pub(crate) source: String,
}

/// Where a recorded file is.
#[derive(Debug)]
pub(crate) enum Place {
    /// With the browser, on the disk where that could be.
    Browser(Blob),
    /// In the folder that was picked, under this name.
    Folder(String),
}

/// What the page is to be told.
pub(crate) enum News {
    /// A file can be handed over.
    Finished(RecordedFile, Place),
    /// The folder is left alone from now on.
    FolderFailed(RecordingEnd),
}

/// Files that may be ended at a time, while the next one is written. More of them are waited for.
const MOST_FINISHING: usize = 4;

/// What is recorded so far.
pub(crate) struct Work {
    session: Session,
    names: Names,
    file: Option<File>,
    /// Files that are being ended.
    finishing: VecDeque<Pin<Box<dyn Future<Output = ()>>>>,
    /// Arrival of the last picture, by the engine's clock.
    now: u64,
    came_of_it: Rc<RefCell<CameOfIt>>,
}

/// What the names of the files have in common.
struct Names {
    camera: String,
    extension: &'static str,
}

/// Results of the files that are being closed.
struct CameOfIt {
    /// The folder that a person has picked, as long as it can be written to.
    folder: Option<FileSystemDirectoryHandle>,
    news: Vec<News>,
    /// Why one could not be ended.
    failed: Option<RecordingEnd>,
}

/// The file that is open.
struct File {
    /// Says when it began, which its name tells, a little later than the session if there was one
    /// of that name.
    begun_ms: u64,
    disk: Disk,
    copy: Option<FolderFile>,
}

impl Work {
    pub(crate) fn new(options: Options, folder: Option<FileSystemDirectoryHandle>) -> Self {
        let Options { container, camera, source } = options;
        let names = Names { camera, extension: container.extension() };
        let session = Session::new(session::Options { container, source, segment: None });
        let came_of_it = CameOfIt { folder, news: Vec::new(), failed: None };
        Self {
            session,
            names,
            file: None,
            finishing: VecDeque::new(),
            now: 0,
            came_of_it: Rc::new(RefCell::new(came_of_it)),
        }
    }

    pub(crate) fn progress(&self) -> RecordingProgress {
        let durable = self.file.as_ref().is_some_and(|file| file.disk.is_durable());
        let Totals { begun, length, bytes, frames, lost } = self.session.totals();
        let (begun_ms, length_ms) = (begun.unwrap_or_default() as f64, length as f64);
        RecordingProgress { begun_ms, length_ms, bytes, frames, lost, durable }
    }

    /// What has happened since this was asked.
    pub(crate) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.came_of_it.borrow_mut().news)
    }

    /// Records a picture. An error ends the recording; what is whole stays, after
    /// [`end`](Self::end).
    pub(crate) async fn picture(&mut self, jpeg: &[u8], received: &Received) -> Result<(), RecordingEnd> {
        self.now = received.now;
        let effects = self.session.picture(jpeg, received);
        self.follow(effects).await?;
        let Some(why) = self.failure() else { return Ok(()) };
        // What has begun since is kept, too.
        let _ = self.end(0).await;
        Err(why)
    }

    /// Ends the recording; `refused` pictures came after the last one.
    pub(crate) async fn end(&mut self, refused: u64) -> Result<(), RecordingEnd> {
        self.session.lose(refused);
        let effects = self.session.finish(self.now, whole(js_sys::Date::now()));
        self.follow(effects).await?;
        self.wait(0).await;
        self.failure().map_or(Ok(()), Err)
    }

    async fn follow(&mut self, effects: Vec<Effect>) -> Result<(), RecordingEnd> {
        for effect in effects {
            match effect {
                Effect::Begin(begun) => self.begin(self.names.file(&begun)).await,
                Effect::Append(bytes) => self.append(&bytes).await?,
                Effect::End(ended, ending) => self.finish(self.names.ended(&ended), Some(ending)).await,
                // The figures tell what is lost.
                Effect::Note(_) => {}
            }
        }
        Ok(())
    }

    async fn begin(&mut self, mut about: RecordedFile) {
        let folder = self.came_of_it.borrow().folder.clone();
        disk::distinguish(&mut about, folder.as_ref()).await;
        let disk = Disk::begin(&about).await;
        let copy = match &folder {
            Some(folder) => Some(FolderFile::begin(folder, &about).await),
            None => None,
        };
        let copy = copy.transpose().unwrap_or_else(|why| {
            self.came_of_it.borrow_mut().folder_failed(why);
            None
        });
        self.file = Some(File { begun_ms: about.begun_ms, disk, copy });
    }

    async fn append(&mut self, bytes: &[u8]) -> Result<(), RecordingEnd> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let full = !file.disk.is_durable() && self.session.totals().bytes > MOST_MEMORY;
        let appended = if full { Err(RecordingEnd::MemoryFull) } else { file.disk.append(bytes) };
        if let Err(end) = appended {
            // Both stay as they are: good up to the last whole picture.
            if let Some(ended) = self.session.give_up() {
                self.finish(self.names.ended(&ended), None).await;
            }
            // What is kept is worth more than why it ends.
            self.wait(0).await;
            return Err(end);
        }
        if let Some(copy) = &mut file.copy
            && let Err(why) = copy.append(bytes).await
        {
            if let Some(copy) = file.copy.take() {
                copy.remove().await;
            }
            self.came_of_it.borrow_mut().folder_failed(why);
        }
        Ok(())
    }

    /// Has the file ended while the next one is written: a long one takes a write for each of its
    /// clusters, and browsers look through all of it.
    async fn finish(&mut self, about: RecordedFile, ending: Option<Ending>) {
        let Some(file) = self.file.take() else { return };
        let came_of_it = Rc::clone(&self.came_of_it);
        self.finishing.push_back(Box::pin(beside(async move {
            file.finish(about, ending.as_ref(), &came_of_it).await;
        })));
        self.wait(MOST_FINISHING).await;
    }

    /// Waits until at most so many files are being ended.
    async fn wait(&mut self, most: usize) {
        while self.finishing.len() > most
            && let Some(finishing) = self.finishing.pop_front()
        {
            // It says itself what it has come to.
            finishing.await;
        }
    }

    /// Why a file could not be ended, once.
    fn failure(&self) -> Option<RecordingEnd> {
        self.came_of_it.borrow_mut().failed.take()
    }
}

impl Names {
    /// A file that begins.
    fn file(&self, begun: &Begun) -> RecordedFile {
        RecordedFile {
            camera: self.camera.clone(),
            extension: self.extension.to_owned(),
            begun_ms: begun.arrival,
            part: begun.part,
            bytes: 0,
            frames: None,
            lost: 0,
        }
    }

    /// A file that ends.
    fn ended(&self, ended: &Ended) -> RecordedFile {
        let Ended { begun, frames, lost, bytes, .. } = *ended;
        RecordedFile { bytes, frames: Some(frames), lost, ..self.file(&begun) }
    }
}

/// Whole milliseconds, or another number that is none below zero.
pub(crate) fn whole(milliseconds: f64) -> u64 {
    milliseconds.max(0.0) as u64
}

impl File {
    /// Ends the file, and has it handed over: where the folder has all of it, from there.
    async fn finish(self, about: RecordedFile, ending: Option<&Ending>, came_of_it: &RefCell<CameOfIt>) {
        let Self { begun_ms, disk, copy } = self;
        let mut about = RecordedFile { begun_ms, ..about };
        if let Some(copy) = copy {
            match copy.end(ending).await {
                Ok((name, bytes)) => {
                    disk.discard(&about.stored_name()).await;
                    about.bytes = bytes;
                    came_of_it.borrow_mut().news.push(News::Finished(about, Place::Folder(name)));
                    return;
                }
                Err(why) => came_of_it.borrow_mut().folder_failed(why),
            }
        }
        let durable = disk.is_durable();
        let (blob, failed) = match disk.end(ending).await {
            Ok(ended) => ended,
            Err(why) => {
                came_of_it.borrow_mut().failed = Some(why);
                return;
            }
        };
        if durable {
            // Otherwise it is offered once more.
            let _ = disk::handed_over(&about.stored_name()).await;
        }
        about.bytes = blob.size() as u64;
        let mut came_of_it = came_of_it.borrow_mut();
        came_of_it.news.push(News::Finished(about, Place::Browser(blob)));
        came_of_it.failed = failed.or(came_of_it.failed.take());
    }
}

impl CameOfIt {
    fn folder_failed(&mut self, why: RecordingEnd) {
        if self.folder.take().is_some() {
            self.news.push(News::FolderFailed(why));
        }
    }
}
