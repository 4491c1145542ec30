//! Cameras: adding, naming, removing.

use address::Here;
use configuration::{Camera, Configuration, Name, Problem, Show};

use super::Editor;

/// What a person calls a camera.
#[must_use]
pub fn title<'a>(editor: &'a Editor, name: &'a Name) -> &'a str {
    let written = editor.draft.cameras.get(name).and_then(|camera| camera.title.as_deref());
    let of_gateway = || {
        let camera = editor.gateway.iter().find(|camera| camera.id == name.as_str());
        camera.map(|camera| camera.name.as_str())
    };
    written.or_else(of_gateway).unwrap_or(name.as_str())
}

/// Adds the camera of an address, and a tile for it.
pub(super) fn add(editor: &mut Editor, pasted: &str) {
    let ids: Vec<_> = editor.gateway.iter().map(|camera| camera.id.clone()).collect();
    let understood = match address::understand(pasted, &Here { page: &editor.page, cameras: &ids }) {
        Ok(understood) => understood,
        Err(error) => {
            let why = format!("{error}. {}", error.remedy());
            return editor.problems = vec![Problem { path: "address".to_owned(), why }];
        }
    };
    editor.problems.clear();
    if understood.login.is_some() || address::secret::shown(pasted) != pasted {
        let why = "the login was left out: links and files hold none. Each display asks for it, or the \
                   gateway keeps it";
        editor.problems.push(Problem { path: "address".to_owned(), why: why.to_owned() });
    }
    let src = with_arguments(&understood);
    if let address::Source::Camera(id) = &understood.source {
        // The gateway's own ids are names.
        if let Ok(name) = Name::try_from(id.clone()) {
            return editor.add(name);
        }
    }
    let known = editor.draft.cameras.iter().find(|(_, camera)| camera.src == src);
    if let Some((name, _)) = known {
        return editor.add(name.clone());
    }
    let host = understood.source.host().unwrap_or_default();
    let Some(name) = Name::like(host, "camera", &|name| is_taken(editor, name)) else { return };
    let title = (host != name.as_str() && !host.is_empty()).then(|| host.chars().take(100).collect());
    editor.draft.cameras.insert(name.clone(), Camera { src, title, options: Default::default() });
    editor.add(name);
}

/// The address with the image arguments that a person has pasted, without secrets.
fn with_arguments(understood: &address::Understood) -> String {
    let source = understood.source.as_str().to_owned();
    let query = understood.arguments().to_query();
    match address::secret::stripped(&query) {
        Some(query) if understood.base().is_some() => format!("{}?{query}", stream(&source)),
        _ => source,
    }
}

/// The address of an Axis camera's stream, which arguments go with.
fn stream(source: &str) -> String {
    let rest = source.split_once("://").map_or(source, |(_, rest)| rest);
    if rest.contains('/') { source.to_owned() } else { format!("{source}/axis-cgi/mjpg/video.cgi") }
}

/// Names a camera. One of the gateway gets an entry, which refers to it.
pub(super) fn set_title(editor: &mut Editor, name: &Name, title: &str) {
    let title: String = title.chars().filter(|c| !c.is_control()).take(100).collect();
    let entry = editor.draft.cameras.entry(name.clone());
    let camera = entry.or_insert_with(|| Camera {
        src: name.as_str().to_owned(),
        title: None,
        options: Default::default(),
    });
    camera.title = Some(title).filter(|title| !title.trim().is_empty() && title != name.as_str());
    if camera.title.is_none() && camera.src == name.as_str() {
        editor.draft.cameras.remove(name);
    }
}

/// Removes a camera from everything.
pub(super) fn remove(editor: &mut Editor, name: &Name) {
    let title = title(editor, name).to_owned();
    editor.note();
    let Configuration { cameras, walls, tours, kiosks, .. } = &mut editor.draft;
    cameras.remove(name);
    for wall in walls.values_mut() {
        wall.tiles.retain(|tile| tile.camera != *name);
    }
    for tour in tours.values_mut() {
        tour.pinned.retain(|tile| tile.camera != *name);
        for page in &mut tour.pages {
            page.tiles.retain(|tile| tile.camera != *name);
        }
        tour.pages.retain(|page| !page.tiles.is_empty());
    }
    kiosks.retain(|_, kiosk| kiosk.show != Show::Camera(name.clone()));
    editor.tile = editor.tile.min(editor.tiles().len().saturating_sub(1));
    editor.said = format!("{title} is gone.");
}

fn is_taken(editor: &Editor, name: &Name) -> bool {
    editor.draft.cameras.contains_key(name) || editor.gateway.iter().any(|camera| camera.id == name.as_str())
}
