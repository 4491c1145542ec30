//! The files of the app: in the program, or in a folder while developing.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::coding::Coding;

/// The app as it stood in `dist` when the program was built. Nothing, if it was not there.
#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Embedded;

/// Where the app comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assets {
    /// This program.
    Embedded,
    /// A folder, read again for each request.
    Folder(PathBuf),
}

/// A file of the app, in the form that is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asset {
    pub(super) bytes: Bytes,
    /// How `bytes` are compressed.
    pub(super) coding: Option<Coding>,
    /// Of `bytes`; the same bytes have the same.
    pub(super) hash: [u8; 32],
    pub(super) media_type: String,
    /// The text of a page, whatever is sent.
    pub(super) html: Option<String>,
}

/// The file at the root.
pub(super) const INDEX: &str = "index.html";

/// Before the name of the build in the page.
const BUILD: &str = "<meta name=\"mullion-build\" content=\"";

impl Assets {
    /// Whether there is an app at all.
    pub fn has_app(&self) -> bool {
        match self {
            Self::Embedded => Embedded::get(INDEX).is_some(),
            Self::Folder(folder) => folder.join(INDEX).is_file(),
        }
    }

    /// Name of the build, which `cargo xtask build` writes into the page. A development build has
    /// none.
    pub(super) async fn build(&self) -> Option<String> {
        let html = self.get(INDEX, Vec::new()).await?.html?;
        let (_, rest) = html.split_once(BUILD)?;
        let name = rest.split('"').next()?;
        (!name.is_empty()).then(|| name.to_owned())
    }

    /// The file at `path` (from the request line, without its first `/`), if the app has it: in the
    /// first of these codings that was made of it beforehand, else as it is.
    pub(super) async fn get(&self, path: &str, codings: Vec<Coding>) -> Option<Asset> {
        let path = if path.is_empty() { INDEX } else { path };
        if !is_plain(path) || Coding::has_made(path) {
            return None;
        }
        match self {
            Self::Embedded => {
                let packed = |coding: Coding| Embedded::get(&[path, coding.suffix()].concat());
                Some(asset(path, Embedded::get(path)?, &codings, packed))
            }
            Self::Folder(folder) => {
                let (file, path) = (folder.join(path), path.to_owned());
                let found = move || {
                    let packed = |coding: Coding| read_packed(&file, coding);
                    Some(asset(&path, read(&file)?, &codings, packed))
                };
                tokio::task::spawn_blocking(found).await.ok()?
            }
        }
    }
}

/// `plain`, or the first of its forms that `packed` has.
fn asset(
    path: &str,
    plain: EmbeddedFile,
    codings: &[Coding],
    packed: impl Fn(Coding) -> Option<EmbeddedFile>,
) -> Asset {
    let media_type = media_type(path, plain.metadata.mimetype());
    let html = media_type.starts_with("text/html").then(|| String::from_utf8_lossy(&plain.data).into_owned());
    let found = codings.iter().find_map(|&coding| Some((coding, packed(coding)?)));
    let (coding, file) = found.map_or((None, plain), |(coding, file)| (Some(coding), file));
    let hash = file.metadata.sha256_hash();
    let bytes = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Asset { bytes, coding, hash, media_type, html }
}

/// Whether a path needs no escape and stays where it is. The app's own files are so named.
fn is_plain(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    path.bytes().all(plain) && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

fn read(file: &Path) -> Option<EmbeddedFile> {
    if !file.is_file() {
        return None;
    }
    rust_embed::utils::read_file_from_fs(file).ok()
}

/// A compressed form of `file`, unless it was made before the file last changed.
fn read_packed(file: &Path, coding: Coding) -> Option<EmbeddedFile> {
    let mut name = file.as_os_str().to_owned();
    name.push(coding.suffix());
    let packed = Path::new(&name);
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    if changed(packed)? < changed(file)? {
        return None;
    }
    read(packed)
}

fn media_type(path: &str, guessed: &str) -> String {
    match path.rsplit('.').next() {
        Some("webmanifest") => "application/manifest+json".to_owned(),
        // Without it, browsers guess the encoding.
        _ if guessed.starts_with("text/") => format!("{guessed}; charset=utf-8"),
        _ => guessed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_in_the_folder() {
        for path in ["index.html", "app-0123456789abcdef_bg.wasm", "static/icons/a.svg"] {
            assert!(is_plain(path), "{path}");
        }
        for path in
            ["../x", "a/../x", ".stage/x", "a//x", "/etc/passwd", "a/", "%2e%2e/x", "a\\x", "a\0", "C:x"]
        {
            assert!(!is_plain(path), "{path}");
        }
    }

    #[test]
    fn types_are_those_that_browsers_insist_on() {
        let guess = |path: &str| media_type(path, &mime(path));
        assert_eq!(guess("x_bg.wasm"), "application/wasm");
        assert_eq!(guess("x.js"), "text/javascript; charset=utf-8");
        assert_eq!(guess("x.css"), "text/css; charset=utf-8");
        assert_eq!(guess("index.html"), "text/html; charset=utf-8");
        assert_eq!(guess("x.svg"), "image/svg+xml");
        assert_eq!(guess("x.webmanifest"), "application/manifest+json");
    }

    fn mime(path: &str) -> String {
        let folder = std::env::temp_dir().join(format!("mullion-mime-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(path);
        std::fs::write(&file, "").unwrap();
        let guessed = read(&file).unwrap().metadata.mimetype().to_owned();
        std::fs::remove_file(&file).unwrap();
        guessed
    }
}
