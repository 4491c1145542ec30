//! The corpus: what real servers sent, with what is in it.

use include_dir::{Dir, include_dir};

static CORPUS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tests/corpus");

/// One body and the frames that a parser may find in it.
pub(crate) struct Vector {
    pub(crate) name: String,
    pub(crate) content_type: Option<String>,
    pub(crate) body: &'static [u8],
    /// Any of these answers is right: hash and size of each frame.
    pub(crate) answers: Vec<Vec<(String, usize)>>,
}

/// Captures of real servers.
pub(crate) fn captures() -> Vec<Vector> {
    load("", |manifest: Capture| {
        let Capture { content_type, sizes, sha256, jpeg_sizes, jpeg_sha256, tail } = manifest;
        let payloads: Vec<_> = sha256.into_iter().zip(sizes).collect();
        let pictures = jpeg_sha256.into_iter().zip(jpeg_sizes);
        let pictures: Vec<_> = pictures.filter_map(|(hash, size)| Some((hash?, size?))).collect();
        let mut answers = vec![payloads, pictures];
        if let Some(last) = tail.complete_jpeg_at_eof {
            for answer in answers.clone() {
                answers.push([answer, vec![(last.sha256.clone(), last.bytes)]].concat());
            }
        }
        (content_type, answers)
    })
}

/// Made bodies, each with one thing out of the ordinary.
pub(crate) fn synthetic() -> Vec<Vector> {
    load("synth", |manifest: Synthetic| (None, [vec![manifest.expect], manifest.alternatives].concat()))
}

/// The `Content-Type` of a response head.
fn content_type(head: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(head);
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| value.trim().to_owned())
}

type Answers = Vec<Vec<(String, usize)>>;

fn load<M: serde::de::DeserializeOwned>(
    folder: &str,
    read: impl Fn(M) -> (Option<String>, Answers),
) -> Vec<Vector> {
    let folder = if folder.is_empty() { &CORPUS } else { CORPUS.get_dir(folder).unwrap() };
    let manifests = folder.files().filter(|file| file.path().extension().is_some_and(|ext| ext == "json"));
    let vectors: Vec<_> = manifests
        .map(|file| {
            let sibling =
                |extension| CORPUS.get_file(file.path().with_extension(extension)).unwrap().contents();
            let (announced, answers) = read(serde_json::from_slice(file.contents()).unwrap());
            Vector {
                name: file.path().file_stem().unwrap().to_string_lossy().into_owned(),
                content_type: announced.or_else(|| content_type(sibling("head"))),
                body: sibling("body"),
                answers,
            }
        })
        .collect();
    assert!(!vectors.is_empty());
    vectors
}

#[derive(serde::Deserialize)]
struct Capture {
    content_type: Option<String>,
    sizes: Vec<usize>,
    sha256: Vec<String>,
    jpeg_sizes: Vec<Option<usize>>,
    jpeg_sha256: Vec<Option<String>>,
    tail: Tail,
}

#[derive(serde::Deserialize)]
struct Tail {
    complete_jpeg_at_eof: Option<Last>,
}

#[derive(serde::Deserialize)]
struct Last {
    bytes: usize,
    sha256: String,
}

#[derive(serde::Deserialize)]
struct Synthetic {
    expect: Vec<(String, usize)>,
    alternatives: Answers,
}
