//! The settings of the gateway: `mullion.toml`, then the command line.

mod camera;
mod displays;
mod error;
mod file;
mod limits;
mod proxy;
mod record;
mod site;
mod tls;
mod walls;

use std::collections::HashSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

pub use camera::Camera;
pub use displays::DisplaySettings;
pub use error::ConfigError;
pub use limits::Limits;
pub use record::{Record, When};
pub use site::Site;
pub use tls::Tls;
pub use walls::Walls;

use crate::cli::ServeArgs;
use crate::proxy::ProxySettings;
use error::Text;
use file::File;

/// The file that is read if none is named and it is there.
const DEFAULT_FILE: &str = "mullion.toml";

/// Settings in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where to listen. Default 127.0.0.1:8080.
    pub listen: SocketAddr,
    /// The folder of the app, instead of the built-in one.
    pub app: Option<PathBuf>,
    /// How the gateway appears to browsers.
    pub site: Site,
    /// Bounds.
    pub limits: Limits,
    /// The gateway's certificate, if it speaks https. Default none.
    pub tls: Option<Tls>,
    /// Settings of the proxy. Off by default.
    pub proxy: ProxySettings,
    /// Displays that say that they live. None by default.
    pub displays: DisplaySettings,
    /// The configuration of walls, tours and displays. Default none.
    pub walls: Option<Walls>,
    /// Cameras to relay, in the order of the file. None means the demo.
    pub cameras: Vec<Camera>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            app: None,
            site: Site::default(),
            limits: Limits::default(),
            tls: None,
            proxy: ProxySettings::default(),
            displays: DisplaySettings::default(),
            walls: None,
            cameras: Vec::new(),
        }
    }
}

impl Config {
    /// Reads the settings that `args` ask for; `environment` looks up variables.
    pub fn load(args: &ServeArgs, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let found = args.config.clone().or_else(|| {
            let default = PathBuf::from(DEFAULT_FILE);
            default.is_file().then_some(default)
        });
        let mut config = match found {
            Some(file) => Self::read(&file, environment)?,
            None => Self::default(),
        };
        config.listen = args.listen.unwrap_or(config.listen);
        config.app = args.app.clone().or(config.app);
        for camera in &args.camera {
            config.cameras.push(Camera::from_argument(camera)?);
        }
        let mut ids = HashSet::new();
        if let Some(camera) = config.cameras.iter().find(|camera| !ids.insert(camera.id.as_str())) {
            return Err(ConfigError::Argument(format!("there are two cameras {}", camera.id)));
        }
        Ok(config)
    }

    fn read(path: &Path, environment: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let failed =
            |error: std::io::Error| ConfigError::File { file: path.to_owned(), message: error.to_string() };
        let text = std::fs::read_to_string(path).map_err(failed)?;
        let config = Self::parse(path, &text, environment)?;
        let has_secret = config.cameras.iter().any(|camera| camera.credentials.is_some());
        if has_secret && is_readable_by_others(path) {
            tracing::warn!(file = %path.display(), "holds passwords and others can read it: chmod 600");
        }
        Ok(config)
    }

    /// The settings in `text`, which is the content of `path`.
    pub fn parse(
        path: &Path,
        text: &str,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let place = Text { file: path, text };
        // The library's own text of an error shows the line, with whatever password is on it.
        let file: File =
            toml::from_str(text).map_err(|error| place.error(error.span(), first_line(error.message())))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let default = Self::default();
        let app = file.app.map(|app| folder.join(app));
        let mut cameras: Vec<Camera> = Vec::new();
        for camera in file.cameras {
            let span = camera.id.span();
            let record_span = camera.record.as_ref().map(|record| record.folder.span());
            let mut camera = Camera::from_file(camera, &place, environment)?;
            camera.trust.ca_file = camera.trust.ca_file.map(|path| folder.join(path));
            if cameras.iter().any(|other| other.id == camera.id) {
                return Err(place.error(Some(span), format!("there are two cameras {}", camera.id)));
            }
            if let Some(record) = &mut camera.record {
                record.folder = folder.join(&record.folder);
                check_folder(&record.folder, &cameras, app.as_deref())
                    .map_err(|message| place.error(record_span, message))?;
            }
            cameras.push(camera);
        }
        Ok(Self {
            listen: file.listen.unwrap_or(default.listen),
            app,
            site: Site::read(file.base, &file.hosts, &file.allow_origins, file.frame_ancestors, &place)?,
            limits: Limits::read(&file.limits, &place)?,
            tls: file.tls.map(|tls| Tls::read(tls, folder)),
            proxy: proxy::read(&file.proxy, &place)?,
            displays: displays::read(file.displays.as_ref(), &place)?,
            walls: file.configuration.map(|given| Walls::read(&given, folder, &place)).transpose()?,
            cameras,
        })
    }
}

/// Whether recordings may go to `folder`.
fn check_folder(folder: &Path, cameras: &[Camera], app: Option<&Path>) -> Result<(), String> {
    if app.is_some_and(|app| record::is_within(folder, app)) {
        return Err("lies in the folder of the app, which is served to everybody".to_owned());
    }
    let is_same = |record: &Record| {
        record::is_within(folder, &record.folder) && record::is_within(&record.folder, folder)
    };
    let other = cameras.iter().find(|other| other.record.as_ref().is_some_and(is_same));
    other.map_or(Ok(()), |other| Err(format!("is the folder of camera {} already", other.id)))
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}

#[cfg(unix)]
fn is_readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests;
